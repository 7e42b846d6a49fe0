// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

/**
 * How the messages are sent.
 *
 * @param perConnection how many messages a connection has, before the next one; 0 for all
 * @param pipelining whether the commands of a message go together (RFC 2920)
 * @param chunking whether the message goes by BDAT (RFC 3030)
 */
public record Manner(Sizes sizes, int perConnection, boolean pipelining, boolean chunking) {
    public Manner {
        if (perConnection < 0) {
            throw new IllegalArgumentException("messages per connection: 0 for all, or a number");
        }
    }
}
