// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Clients that the relay rules tell apart, and one or more to ask about.
 *
 * @param name as people read it
 * @param open whether a permit for everywhere makes this an open relay: the class isn't limited to
 *     people and hosts whom the site knows
 */
record ClientClass(String name, boolean open, List<ProofClient> witnesses) {
    /** Networks wider than this many bits are most of the world, and not a site's own. */
    private static final int WIDEST_IPV4 = 8;

    private static final int WIDEST_IPV6 = 16;

    /** RFC 5737 and RFC 9637: nobody has these. */
    private static final List<String> DOCUMENTATION =
            List.of("203.0.113.1", "198.51.100.1", "192.0.2.1");

    private static final String DOCUMENTATION_IPV6 = "3fff::1";

    ClientClass {
        witnesses = List.copyOf(witnesses);
    }

    /**
     * All classes.
     *
     * @param networks those that relay policies name
     */
    static List<ClientClass> all(List<String> networks) {
        List<ClientClass> classes = new ArrayList<>();
        ProofClient anybody = ProofClient.at(nobodys(networks));
        ProofClient anybody6 = ProofClient.at(address(DOCUMENTATION_IPV6));
        classes.add(new ClientClass("any host", true, List.of(anybody, anybody6)));
        classes.add(
                new ClientClass(
                        "loopback",
                        false,
                        Stream.of("127.0.0.1", "::1")
                                .map(text -> ProofClient.at(address(text)))
                                .toList()));
        networks.stream().distinct().map(ClientClass::network).forEach(classes::add);
        classes.add(
                new ClientClass(
                        "authenticated user", false, List.of(anybody.loggedInAs("somebody"))));
        classes.add(
                new ClientClass(
                        "verified certificate",
                        false,
                        List.of(anybody.with(ProofClient.SOMEBODYS))));
        return classes;
    }

    private static ClientClass network(String network) {
        int slash = network.indexOf('/');
        InetAddress first = address(slash < 0 ? network : network.substring(0, slash));
        int bits = first.getAddress().length * 8;
        int prefix = slash < 0 ? bits : Integer.parseInt(network.substring(slash + 1));
        return new ClientClass(
                network,
                prefix < (bits == 32 ? WIDEST_IPV4 : WIDEST_IPV6),
                List.of(ProofClient.at(first)));
    }

    /** One that isn't in a listed network, where there is one. */
    private static InetAddress nobodys(List<String> networks) {
        return DOCUMENTATION.stream()
                .map(ClientClass::address)
                .filter(address -> networks.stream().noneMatch(net -> contains(net, address)))
                .findFirst()
                .orElseGet(() -> address(DOCUMENTATION.getFirst()));
    }

    /** Whether it is one of the three networks of RFC 5737, or a part: wider ones count as any. */
    private static boolean contains(String network, InetAddress address) {
        int slash = network.indexOf('/');
        int prefix = slash < 0 ? 32 : Integer.parseInt(network.substring(slash + 1));
        byte[] net = address(slash < 0 ? network : network.substring(0, slash)).getAddress();
        return prefix >= 24
                && net.length == 4
                && Arrays.equals(Arrays.copyOf(net, 3), Arrays.copyOf(address.getAddress(), 3));
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException noLiteral) {
            throw new IllegalArgumentException(literal, noLiteral);
        }
    }
}
