// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** IPv4 addresses, one behind the other. */
final class Ipv4 {
    private Ipv4() {}

    /**
     * The address that is so far behind another.
     *
     * @throws IllegalArgumentException where there is none
     */
    static InetAddress behind(InetAddress first, int distance) {
        byte[] octets = first.getAddress();
        if (octets.length != Integer.BYTES) {
            throw new IllegalArgumentException("only IPv4 addresses are counted");
        }
        long number = Integer.toUnsignedLong(ByteBuffer.wrap(octets).getInt()) + distance;
        if (number > 0xffff_ffffL) {
            throw new IllegalArgumentException("no address is behind 255.255.255.255");
        }
        try {
            return InetAddress.getByAddress(
                    ByteBuffer.allocate(Integer.BYTES).putInt((int) number).array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are an address", e);
        }
    }
}
