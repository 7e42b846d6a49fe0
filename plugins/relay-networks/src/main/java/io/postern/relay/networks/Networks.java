// SPDX-License-Identifier: Apache-2.0
package io.postern.relay.networks;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.format.util.DualIPv4v6Tries;

import java.net.InetAddress;
import java.util.Collection;

/**
 * A set of networks. An IPv4 address mapped into IPv6 ({@code ::ffff:192.0.2.1}) is the IPv4
 * address. Immutable.
 */
final class Networks {
    private static final int MAPPED_BITS = 96;

    /** Addresses and prefixes as RFC 4291 and RFC 4632 have them: no wildcards, ranges, "all". */
    private static final IPAddressStringParameters STRICT =
            new IPAddressStringParameters.Builder()
                    .allowEmpty(false)
                    .allowAll(false)
                    .allowSingleSegment(false)
                    .allowWildcardedSeparator(false)
                    .allowMask(false)
                    .allowPrefixOnly(false)
                    .setRangeOptions(RangeParameters.NO_RANGE)
                    .getIPv4AddressParametersBuilder()
                    .allow_inet_aton(false)
                    .allowLeadingZeros(false)
                    .allowBinary(false)
                    .getParentBuilder()
                    .getIPv6AddressParametersBuilder()
                    .allowZone(false)
                    .allowBase85(false)
                    .allowBinary(false)
                    .getParentBuilder()
                    .toParams();

    private final DualIPv4v6Tries tries = new DualIPv4v6Tries();

    Networks(Collection<String> networks) {
        networks.forEach(network -> tries.add(parse(network)));
    }

    boolean contain(InetAddress address) {
        // By its octets alone: the zone of a link-local address says where it was seen.
        return tries.elementContains(unmapped(new IPAddressGenerator().from(address.getAddress())));
    }

    private static IPAddress parse(String text) {
        try {
            IPAddress network = new IPAddressString(text, STRICT).toAddress();
            return unmapped(network).toPrefixBlock();
        } catch (AddressStringException malformed) {
            throw new IllegalArgumentException(
                    "relay: networks: '" + text + "' is not an address or a network", malformed);
        }
    }

    private static IPAddress unmapped(IPAddress address) {
        if (!address.isIPv6() || !address.toIPv6().isIPv4Mapped()) {
            return address;
        }
        Integer prefix = address.getNetworkPrefixLength();
        IPAddress four = address.toIPv6().getEmbeddedIPv4Address();
        if (prefix == null) {
            return four;
        }
        return prefix < MAPPED_BITS ? address : four.setPrefixLength(prefix - MAPPED_BITS);
    }
}
