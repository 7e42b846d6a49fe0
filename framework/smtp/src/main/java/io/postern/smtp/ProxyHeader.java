// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import org.osgi.annotation.versioning.ProviderType;

import java.net.InetSocketAddress;

/** What a proxy says about the client, by the PROXY protocol, in front of all else. */
@ProviderType
public sealed interface ProxyHeader {
    /** Whose connection the proxy passes on, and to where that was made. */
    record Client(InetSocketAddress source, InetSocketAddress destination) implements ProxyHeader {}

    /** The proxy's own connection, as for a health check: nobody is behind it. */
    record Local() implements ProxyHeader {}

    /**
     * Somebody is behind the proxy, and has no IP address that the proxy knew; must not be taken
     * for the proxy.
     */
    record Unknown() implements ProxyHeader {}
}
