// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import org.xbill.DNS.ResolverConfig;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

/** Reads the option {@code servers}. */
final class Servers {
    private static final int PORT = 53;

    private Servers() {}

    /** The servers named, or those the system is set up with. */
    static List<NameServer> of(String[] configured) {
        return configured.length > 0
                ? Arrays.stream(configured).map(Servers::parse).map(NameServer::new).toList()
                : system();
    }

    private static List<NameServer> system() {
        List<NameServer> servers =
                ResolverConfig.getCurrentConfig().servers().stream()
                        .filter(server -> !server.isUnresolved())
                        .map(NameServer::new)
                        .toList();
        return servers.isEmpty()
                ? List.of(
                        new NameServer(
                                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), PORT)))
                : servers;
    }

    /**
     * {@code 192.0.2.1}, {@code 192.0.2.1:5353}, {@code 2001:db8::1}, {@code [2001:db8::1]:5353}.
     */
    static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean hasPort =
                colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
        String host = hasPort ? text.substring(0, colon) : text;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : PORT;
            return new InetSocketAddress(InetAddress.ofLiteral(host), port);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "dns: servers: '" + text + "' is not an address, or address:port", wrong);
        }
    }
}
