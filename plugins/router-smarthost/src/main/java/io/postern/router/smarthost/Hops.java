// SPDX-License-Identifier: Apache-2.0
package io.postern.router.smarthost;

import io.postern.api.routing.NextHop;

/** Reads the entries of {@code hosts:}. */
final class Hops {
    private Hops() {}

    /** {@code host}, {@code host:port}, {@code address}, {@code [IPv6 address]:port}. */
    static NextHop parse(String text, int standardPort, int preference) {
        int colon = text.lastIndexOf(':');
        boolean hasPort =
                colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
        String host = hasPort ? text.substring(0, colon) : text;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : standardPort;
            return new NextHop(host, port, preference);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "smarthost router: hosts: '" + text + "' is not host or host:port", wrong);
        }
    }
}
