// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;

/** Which of a host's addresses are used, and which come first; in a family as the DNS has them. */
enum AddressFamily {
    IPV6_FIRST,
    IPV4_FIRST,
    IPV6,
    IPV4;

    /** Those to try, in order; may be none. */
    List<InetAddress> of(List<InetAddress> addresses) {
        return switch (this) {
            case IPV6_FIRST -> sorted(addresses, false);
            case IPV4_FIRST -> sorted(addresses, true);
            case IPV6 -> addresses.stream().filter(AddressFamily::isSix).toList();
            case IPV4 -> addresses.stream().filter(address -> !isSix(address)).toList();
        };
    }

    private static List<InetAddress> sorted(List<InetAddress> addresses, boolean sixLast) {
        return addresses.stream()
                .sorted(Comparator.comparing(address -> isSix(address) == sixLast))
                .toList();
    }

    private static boolean isSix(InetAddress address) {
        return address instanceof Inet6Address;
    }
}
