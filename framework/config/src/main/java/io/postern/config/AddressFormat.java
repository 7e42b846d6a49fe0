// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses, networks and endpoints. Good values are the text itself. Asks no resolver. */
final class AddressFormat {
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private AddressFormat() {}

    static Optional<InetAddress> address(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            boolean mapped = text.contains(":") && !(address instanceof Inet6Address);
            return mapped ? Optional.empty() : Optional.of(address);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /**
     * {@code 192.0.2.1}, {@code 192.0.2.0/24}, {@code 2001:db8::/32}; no bit set beyond the prefix.
     */
    static Parsed network(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = address(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Parsed.no("address or network (as 192.0.2.0/24, 2001:db8::/32)", text);
        }
        if (slash < 0) {
            return Parsed.good(text);
        }
        String prefix = text.substring(slash + 1);
        int bits = address.get().getAddress().length * 8;
        if (!prefix.matches("\\d{1,3}") || Integer.parseInt(prefix) > bits) {
            return new Parsed.Bad(
                    "%s: the prefix must be 0 to %d".formatted(Parsed.quoted(text), bits));
        }
        InetAddress network = masked(address.get(), Integer.parseInt(prefix));
        return network.equals(address.get())
                ? Parsed.good(text)
                : new Parsed.Bad(
                        "%s has bits beyond its prefix; the network is '%s/%s'"
                                .formatted(text, network.getHostAddress(), prefix));
    }

    /**
     * A host or an address with or without a port: {@code host:25}, {@code [::1]:25}, {@code ::1}.
     */
    static Parsed endpoint(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            boolean good =
                    end > 0
                            && text.substring(1, end).contains(":")
                            && address(text.substring(1, end)).isPresent();
            return good ? ported(text, text.substring(end + 1)) : noEndpoint(text);
        }
        if (address(text).isPresent()) {
            return Parsed.good(text);
        }
        int colon = text.indexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        return address(host).isPresent() || DomainFormat.isName(host)
                ? ported(text, text.substring(host.length()))
                : noEndpoint(text);
    }

    private static Parsed ported(String text, String port) {
        if (port.isEmpty()) {
            return Parsed.good(text);
        }
        if (!port.startsWith(":")) {
            return noEndpoint(text);
        }
        return port.matches(":\\d{1,5}") && Integer.parseInt(port.substring(1)) <= 65_535
                ? Parsed.good(text)
                : new Parsed.Bad("%s: the port must be 0 to 65535".formatted(Parsed.quoted(text)));
    }

    private static Parsed noEndpoint(String text) {
        return Parsed.no(
                "host and port (as mx.example.org:25, 192.0.2.1:25, [2001:db8::1]:25)", text);
    }

    private static InetAddress masked(InetAddress address, int prefix) {
        byte[] octets = address.getAddress();
        for (int bit = prefix; bit < octets.length * 8; bit++) {
            octets[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
