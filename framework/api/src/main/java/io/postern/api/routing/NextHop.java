// SPDX-License-Identifier: Apache-2.0
package io.postern.api.routing;

/**
 * A host to hand mail to.
 *
 * @param host a name, or an address without brackets
 * @param port TCP port, 1 to 65535
 * @param preference lower is tried first; hops that are equally good share it
 * @param source who names it, on which depends what a certificate for that name proves
 */
public record NextHop(String host, int port, int preference, Source source) {
    public NextHop {
        if (host.isEmpty() || port < 1 || port > 65535 || preference < 0) {
            throw new IllegalArgumentException("no next hop: '" + host + "' port " + port);
        }
    }

    /** One that the operator names. */
    public NextHop(String host, int port, int preference) {
        this(host, port, preference, Source.CONFIGURED);
    }

    /** Who can name a host. */
    public enum Source {
        /** The operator: nobody on the way can change that. */
        CONFIGURED,
        /** MX records, or address records in their stead, that anybody may have forged. */
        DNS,
        /** MX records that DNSSEC vouches for. */
        AUTHENTICATED_DNS
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
