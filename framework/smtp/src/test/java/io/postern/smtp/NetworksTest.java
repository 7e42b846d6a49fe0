// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

class NetworksTest {
    private static boolean contains(String network, String address) {
        return Networks.of(List.of(network)).contains(InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "192.0.2.0/24, 192.0.2.0",
        "192.0.2.0/24, 192.0.2.255",
        "127.0.0.0/8, 127.255.0.1",
        "0.0.0.0/0, 203.0.113.9",
        "192.0.2.1/32, 192.0.2.1",
        "2001:db8::/32, 2001:db8:ffff::1",
        "2001:db8::1, 2001:db8::1",
        "::/0, 2001:db8::1",
        "fe80::/10, fe80::1",
        "::ffff:192.0.2.0/120, 192.0.2.7",
        "::ffff:0:0/96, 192.0.2.7",
        "192.0.2.77/26, 192.0.2.127",
        "10.0.0.128/25, 10.0.0.200",
        "::ffff:192.0.2.1, 192.0.2.1",
        "192.0.2.0/24, ::ffff:192.0.2.7"
    })
    void addressesWithinAreContained(String network, String address) {
        assertThat(contains(network, address)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.2",
        "192.0.2.0/24, 192.0.3.0",
        "192.0.2.0/24, 192.0.1.255",
        "0.0.0.0/0, 2001:db8::1",
        "::/0, 192.0.2.1",
        "2001:db8::/32, 2001:db9::1",
        "2001:db8::1, 2001:db8::2",
        "::ffff:192.0.2.0/120, 192.0.3.7",
        "::ffff:0:0/95, 192.0.2.7",
        "192.0.2.77/26, 192.0.2.128",
        "10.0.0.128/25, 10.0.0.127"
    })
    void addressesOutsideAreNot(String network, String address) {
        assertThat(contains(network, address)).isFalse();
    }

    @Test
    void theInterfaceAnAddressWasSeenOnCountsForNothing() throws Exception {
        byte[] octets = InetAddress.ofLiteral("fe80::1").getAddress();
        InetAddress scoped = Inet6Address.getByAddress(null, octets, 3);

        assertThat(Networks.of(List.of("fe80::/10")).contains(scoped)).isTrue();
    }

    @Test
    void anyOfTheNetworksWillDo() {
        Networks networks = Networks.of(List.of("192.0.2.0/24", "2001:db8::/32", "10.0.0.0/8"));

        assertThat(List.of("192.0.2.1", "2001:db8::1", "10.9.9.9"))
                .allMatch(address -> networks.contains(InetAddress.ofLiteral(address)));
    }

    @Test
    void noneContainsNothing() {
        assertThat(Networks.NONE.isEmpty()).isTrue();
        assertThat(Networks.of(List.of("::/0")).isEmpty()).isFalse();
        assertThat(Networks.NONE.contains(InetAddress.ofLiteral("127.0.0.1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "10.*",
                "10.0.0-9.1",
                "10",
                "10.0.0.0/33",
                "2001:db8::/129",
                "/8",
                "host.test",
                "10.0.0.0/255.0.0.0",
                "010.0.0.1",
                "0x0a000001",
                "1.2.3",
                "1.2.3.256",
                "::ffff:010.0.0.1",
                "[2001:db8::1]",
                "fe80::1%eth0",
                "2001:db8::1::",
                "10.0.0.0/08",
                "10.0.0.0/",
                " 10.0.0.0/8",
                "::1.2.3.4.5"
            })
    void whatIsNoNetworkIsRefusedByName(String text) {
        assertThatThrownBy(() -> Networks.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
