// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A set of IP networks. IPv4 stands in it as IPv4 mapped into IPv6 (RFC 4291 section 2.5.5.2), so
 * that one client has one address. Immutable.
 */
final class Networks {
    private static final int MAPPED = 96;

    private final Set<Prefix> prefixes = new HashSet<>();
    private final List<Integer> lengths;

    /** The first bits of an address, the rest 0. */
    private record Prefix(int length, long high, long low) {
        static Prefix of(int length, long high, long low) {
            return new Prefix(length, high & mask(length), low & mask(length - Long.SIZE));
        }

        private static long mask(int length) {
            if (length <= 0) {
                return 0;
            }
            return length >= Long.SIZE ? -1 : -1L << (Long.SIZE - length);
        }
    }

    /**
     * Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32} or an address. Throws {@link
     * IllegalArgumentException} for anything else, also for bits set behind the prefix.
     */
    Networks(List<String> networks) {
        Set<Integer> known = new TreeSet<>();
        for (String network : networks) {
            Prefix prefix = parse(network);
            prefixes.add(prefix);
            known.add(prefix.length());
        }
        lengths = new ArrayList<>(known);
    }

    /** Whether an address is in one of them. */
    boolean has(String address) {
        Prefix whole = address(address);
        for (int length : lengths) {
            if (prefixes.contains(Prefix.of(length, whole.high(), whole.low()))) {
                return true;
            }
        }
        return false;
    }

    private static Prefix parse(String network) {
        int slash = network.indexOf('/');
        if (slash < 0) {
            return address(network);
        }
        String text = network.substring(0, slash);
        String digits = network.substring(slash + 1);
        int shift = text.indexOf(':') < 0 ? MAPPED : 0;
        Prefix whole = address(text);
        if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) + shift > 2 * Long.SIZE) {
            throw new IllegalArgumentException("no network: '" + network + "'");
        }
        Prefix prefix = Prefix.of(Integer.parseInt(digits) + shift, whole.high(), whole.low());
        if (prefix.high() != whole.high() || prefix.low() != whole.low()) {
            throw new IllegalArgumentException("bits behind the prefix: '" + network + "'");
        }
        return prefix;
    }

    private static Prefix address(String text) {
        InetAddress address = literal(text);
        ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address
                ? new Prefix(2 * Long.SIZE, 0, 0xffff_0000_0000L | (octets.getInt() & 0xffff_ffffL))
                : new Prefix(2 * Long.SIZE, octets.getLong(), octets.getLong());
    }

    /** Never asks the DNS: only what looks like an address is taken for one. */
    static InetAddress literal(String text) {
        boolean looksRight = text.indexOf(':') >= 0 || text.matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
        if (!looksRight || text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
            throw new IllegalArgumentException("no IP address: '" + text + "'");
        }
        return InetAddress.ofLiteral(text);
    }
}
