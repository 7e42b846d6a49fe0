// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import org.osgi.annotation.versioning.ProviderType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads the header of the PROXY protocol, version 1 or 2, from octets cut anywhere. What it keeps
 * is bounded: what a header of version 2 says beyond addresses is skipped. Datagrams are refused;
 * mail comes by none. Used by one thread.
 *
 * <p>States: collecting the start of a header; skipping the rest of one; done; broken.
 */
public final class ProxyHeaderParser {
    private static final byte[] V1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] V2 = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

    /** Octets of a header of version 1, with CRLF. */
    private static final int V1_LIMIT = 107;

    /** Octets of version 2 before the addresses. */
    private static final int V2_START = 16;

    private static final int PORT_LIMIT = 65_535;

    // Version and command; family and protocol: streams, or unspecified.
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int UNSPECIFIED = 0x00;
    private static final int IPV4 = 0x11;
    private static final int IPV6 = 0x21;
    private static final int UNIX = 0x31;

    private final byte[] octets = new byte[V1_LIMIT];
    private int length;

    /** Octets that are kept; -1 until version 2 has said it. */
    private int wanted = -1;

    private int toSkip;
    private Result result = new Result.Incomplete();

    /** What has come of the octets so far. */
    @ProviderType
    public sealed interface Result {
        /** The header isn't whole yet; all octets are taken. */
        record Incomplete() implements Result {}

        /** A whole header; octets behind it are left in the buffer. */
        record Complete(ProxyHeader header) implements Result {}

        /** That is no header. Every later call says so too. */
        record Broken(String why) implements Result {}
    }

    /** Takes octets up to the end of the header. */
    public Result parse(ByteBuffer in) {
        while (result instanceof Result.Incomplete && in.hasRemaining()) {
            if (length == wanted) {
                skip(in);
            } else {
                octets[length++] = in.get();
                step();
            }
        }
        return result;
    }

    private void skip(ByteBuffer in) {
        int skipped = Math.min(toSkip, in.remaining());
        in.position(in.position() + skipped);
        toSkip -= skipped;
        if (toSkip == 0) {
            result = version2();
        }
    }

    private void step() {
        if (startsLike(V2)) {
            if (length == V2_START) {
                startVersion2();
            }
            if (length == wanted && toSkip == 0 && result instanceof Result.Incomplete) {
                result = version2();
            }
        } else if (!startsLike(V1)) {
            result = new Result.Broken("no PROXY header");
        } else if (length > V1.length && octets[length - 2] == '\r' && octets[length - 1] == '\n') {
            result = version1();
        } else if (length == V1_LIMIT) {
            result = new Result.Broken("PROXY header of over " + V1_LIMIT + " octets");
        }
    }

    private boolean startsLike(byte[] signature) {
        int compared = Math.min(length, signature.length);
        return Arrays.equals(octets, 0, compared, signature, 0, compared);
    }

    private Result version1() {
        String line = new String(octets, 0, length - 2, StandardCharsets.ISO_8859_1);
        String[] words = line.split(" ", -1);
        if (words[1].equals("UNKNOWN")) {
            return new Result.Complete(new ProxyHeader.Unknown());
        }
        boolean addresses =
                words.length == 6
                        && switch (words[1]) {
                            case "TCP4" -> Syntax.isIpv4(words[2]) && Syntax.isIpv4(words[3]);
                            case "TCP6" -> Syntax.isIpv6(words[2]) && Syntax.isIpv6(words[3]);
                            default -> false;
                        };
        return addresses && isPort(words[4]) && isPort(words[5])
                ? new Result.Complete(
                        new ProxyHeader.Client(
                                address(words[2], words[4]), address(words[3], words[5])))
                : new Result.Broken("bad PROXY header of version 1");
    }

    private static boolean isPort(String text) {
        return Syntax.isNumber(text)
                && (text.length() == 1 || text.charAt(0) != '0')
                && Syntax.number(text) <= PORT_LIMIT;
    }

    private static InetSocketAddress address(String literal, String port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), Integer.parseInt(port));
    }

    /** Looks at all but the addresses, and says how many octets of these there are. */
    private void startVersion2() {
        int command = octets[V2.length] & 0xff;
        int family = octets[V2.length + 1] & 0xff;
        int rest = number(14);
        boolean local = command == LOCAL;
        int addresses = local ? 0 : addressOctets(family);
        if ((!local && command != PROXY) || addresses < 0 || addresses > rest) {
            result = new Result.Broken("bad PROXY header of version 2");
            return;
        }
        wanted = V2_START + addresses;
        toSkip = rest - addresses;
    }

    /** Octets of addresses that are kept; -1 for a family that isn't one. */
    private static int addressOctets(int family) {
        return switch (family) {
            case UNSPECIFIED, UNIX -> 0;
            case IPV4 -> 2 * (4 + 2);
            case IPV6 -> 2 * (16 + 2);
            default -> -1;
        };
    }

    private Result version2() {
        if (octets[V2.length] == LOCAL) {
            return new Result.Complete(new ProxyHeader.Local());
        }
        int size = (wanted - V2_START) / 2 - 2;
        if (size < 0) {
            return new Result.Complete(new ProxyHeader.Unknown());
        }
        int ports = V2_START + 2 * size;
        return new Result.Complete(
                new ProxyHeader.Client(
                        new InetSocketAddress(address(V2_START, size), number(ports)),
                        new InetSocketAddress(address(V2_START + size, size), number(ports + 2))));
    }

    private InetAddress address(int at, int size) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(octets, at, at + size));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(size + " octets of an address", impossible);
        }
    }

    private int number(int at) {
        return Byte.toUnsignedInt(octets[at]) * 256 + Byte.toUnsignedInt(octets[at + 1]);
    }
}
