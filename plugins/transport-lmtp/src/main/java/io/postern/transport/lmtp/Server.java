// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.lmtp;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * A mailbox server, at one of its addresses.
 *
 * @param name for logs and bounces: its host, or {@code localhost} for a socket of this machine
 */
record Server(String name, SocketAddress address) {
    /** Whether what is said to it leaves the machine. */
    boolean isElsewhere() {
        return address instanceof InetSocketAddress tcp && !tcp.getAddress().isLoopbackAddress();
    }
}
