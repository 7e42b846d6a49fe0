// SPDX-License-Identifier: Apache-2.0
package io.postern.api.lookup;

/**
 * A mail exchanger record (RFC 1035 section 3.3.9).
 *
 * @param preference lower is better
 * @param host in lower case without a trailing dot; empty for the root, which is a null MX (RFC
 *     7505)
 */
public record MxRecord(int preference, String host) {}
