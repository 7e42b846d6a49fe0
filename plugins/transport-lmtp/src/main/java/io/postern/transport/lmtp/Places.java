// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.lmtp;

import io.postern.api.routing.NextHop;

import java.net.UnixDomainSocketAddress;
import java.util.List;

/** Where the server is. */
sealed interface Places {
    /** On this machine. */
    record Socket(UnixDomainSocketAddress address) implements Places {}

    /** Always there, whatever the router says. */
    record Host(List<NextHop> hops) implements Places {
        public Host {
            hops = List.copyOf(hops);
        }
    }

    /** Where the router says. */
    record OfRouter() implements Places {}
}
