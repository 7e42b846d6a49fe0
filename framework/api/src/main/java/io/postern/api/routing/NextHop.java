// SPDX-License-Identifier: Apache-2.0
package io.postern.api.routing;

/**
 * A host to hand mail to.
 *
 * @param host a name, or an address without brackets
 * @param port TCP port, 1 to 65535
 * @param preference lower is tried first; hops that are equally good share it
 */
public record NextHop(String host, int port, int preference) {
    public NextHop {
        if (host.isEmpty() || port < 1 || port > 65535 || preference < 0) {
            throw new IllegalArgumentException("no next hop: '" + host + "' port " + port);
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
