// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.regex.Pattern;

/** How a list of addresses in the DNS is asked, and what it may answer (RFC 5782). */
final class BlockList {
    private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+");

    private BlockList() {}

    /** {@code 7.2.0.192.zen.example.org}: the octets or nibbles backwards, and the zone. */
    static String name(InetAddress address, String zone) {
        if (!ZONE.matcher(zone).matches()) {
            throw new IllegalArgumentException("no zone: '" + zone + "'");
        }
        byte[] octets = address.getAddress();
        StringBuilder name = new StringBuilder();
        for (int i = octets.length - 1; i >= 0; i--) {
            int octet = octets[i] & 0xff;
            if (address instanceof Inet4Address) {
                name.append(octet).append('.');
            } else {
                name.append(Integer.toHexString(octet & 0xf)).append('.');
                name.append(Integer.toHexString(octet >> 4)).append('.');
            }
        }
        return name.append(zone).toString();
    }

    /**
     * Throws where an answer says something else than "listed": outside of 127.0.0.0/8 somebody
     * else has the zone, and with 127.255.255.x the large lists say that they don't answer us.
     */
    static void requireListing(InetAddress answer) {
        byte[] octets = answer.getAddress();
        boolean refusal = octets[1] == (byte) 255 && octets[2] == (byte) 255;
        if (octets[0] != 127 || refusal) {
            throw new IllegalStateException(
                    "the list doesn't tell us: it answers " + answer.getHostAddress());
        }
    }
}
