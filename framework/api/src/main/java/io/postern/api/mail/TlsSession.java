// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

/**
 * The TLS that a connection is in.
 *
 * @param protocol as {@code TLSv1.3}
 * @param cipher the suite, as {@code TLS_AES_256_GCM_SHA384}
 * @param serverName what the client called us (RFC 6066 section 3), empty where it didn't
 */
public record TlsSession(String protocol, String cipher, String serverName) {}
