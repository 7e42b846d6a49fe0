// SPDX-License-Identifier: Apache-2.0
package io.postern.api.transport;

/**
 * Whom a transport spoke to, for logs and bounces (RFC 3464 sections 2.3.5 and 2.3.6).
 *
 * @param host name or address; empty where nobody was reached or the delivery was to a disk here
 * @param reply the reply that decided, codes and all, on one line; empty where there was none
 */
public record Peer(String host, String reply) {
    /** Nobody. */
    public static final Peer NONE = new Peer("", "");
}
