// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A set of IP addresses and networks, written as RFC 4291 and RFC 4632 have them: {@code
 * 192.0.2.0/24}, {@code 2001:db8::1}. An IPv4 address mapped into IPv6 ({@code ::ffff:192.0.2.1})
 * is the IPv4 address, in the set and where it is asked for; {@code 0.0.0.0/0} is all of IPv4 and
 * nothing of IPv6. What stands behind a prefix is ignored. Immutable; a question costs a look-up
 * for each length of prefix in the set, however many networks there are.
 */
public final class Networks {
    /** Contains nothing. */
    public static final Networks NONE = new Networks(Set.of());

    private static final Pattern FOUR =
            Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");
    private static final Pattern NETWORK =
            Pattern.compile("([\\d.]+|[\\da-fA-F:.]*:[\\da-fA-F:.]*)(?:/(0|[1-9]\\d{0,2}))?");

    private static final int FOUR_OCTETS = 4;
    private static final int SIX_OCTETS = 16;
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private final Set<Network> networks;
    private final Set<Integer> prefixes = new TreeSet<>();

    private Networks(Set<Network> networks) {
        this.networks = networks;
        networks.forEach(network -> prefixes.add(network.prefix()));
    }

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException where one is neither an address nor a network; names it
     */
    public static Networks of(Collection<String> networks) {
        Set<Network> parsed = new HashSet<>();
        networks.forEach(network -> parsed.add(parse(network)));
        return new Networks(parsed);
    }

    /** Whether an address lies in one of them; the zone of a link-local one counts for nothing. */
    public boolean contains(InetAddress address) {
        byte[] octets = unmapped(address.getAddress());
        for (int prefix : prefixes) {
            if (prefix <= octets.length * Byte.SIZE
                    && networks.contains(Network.around(octets, prefix))) {
                return true;
            }
        }
        return false;
    }

    /** Whether it contains nothing. */
    public boolean isEmpty() {
        return networks.isEmpty();
    }

    private static Network parse(String text) {
        Matcher matcher = NETWORK.matcher(text);
        if (!matcher.matches()) {
            throw malformed(text);
        }
        byte[] octets = octets(matcher.group(1), text);
        String given = matcher.group(2);
        int bits = octets.length * Byte.SIZE;
        int prefix = given == null ? bits : Integer.parseInt(given);
        if (prefix > bits) {
            throw malformed(text);
        }
        byte[] unmapped = unmapped(octets);
        int mapping = (octets.length - unmapped.length) * Byte.SIZE;
        return prefix < mapping
                ? Network.around(octets, prefix)
                : Network.around(unmapped, prefix - mapping);
    }

    /** As many as were written: a mapped address keeps its sixteen. */
    private static byte[] octets(String address, String text) {
        String four = address.substring(address.lastIndexOf(':') + 1);
        if (four.contains(".") ? !FOUR.matcher(four).matches() : !address.contains(":")) {
            throw malformed(text);
        }
        byte[] octets;
        try {
            octets = InetAddress.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException _) {
            throw malformed(text);
        }
        return address.contains(":") && octets.length == FOUR_OCTETS
                ? ByteBuffer.allocate(SIX_OCTETS).put(MAPPED).put(octets).array()
                : octets;
    }

    private static byte[] unmapped(byte[] octets) {
        ByteBuffer all = ByteBuffer.wrap(octets);
        if (octets.length != SIX_OCTETS
                || !all.slice(0, MAPPED.length).equals(ByteBuffer.wrap(MAPPED))) {
            return octets;
        }
        byte[] four = new byte[FOUR_OCTETS];
        all.get(MAPPED.length, four);
        return four;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("'" + text + "' is not an address or a network");
    }

    /**
     * One of them.
     *
     * @param octets of its first address, so equal networks are equal; never changed
     */
    private record Network(ByteBuffer octets, int prefix) {
        static Network around(byte[] address, int prefix) {
            byte[] first = new byte[address.length];
            int whole = prefix / Byte.SIZE;
            System.arraycopy(address, 0, first, 0, whole);
            int rest = prefix % Byte.SIZE;
            if (rest > 0) {
                first[whole] = (byte) (address[whole] & (0xff00 >> rest));
            }
            return new Network(ByteBuffer.wrap(first), prefix);
        }
    }
}
