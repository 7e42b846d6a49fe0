// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class NetworksTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.0, true",
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.0/24, ::ffff:192.0.2.7, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8:0:0:8000::/65, 2001:db8::8000:0:0:1, true",
        "2001:db8:0:0:8000::/65, 2001:db8::7000:0:0:1, false",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1, true",
    })
    void addressIsInNetworkOrNot(String network, String address, boolean expected) {
        assertThat(new Networks(List.of("10.0.0.0/8", network)).has(address)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "192.0.2",
                "192.0.2.1/24",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/",
                "192.0.2.256",
                "2001:db8::/129",
                "fe80::1%eth0",
                "[::1]",
            })
    void anythingElseIsNoNetwork(String text) {
        assertThatThrownBy(() -> new Networks(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void emptySetHasNothing() {
        assertThat(new Networks(List.of()).has("192.0.2.1")).isFalse();
    }
}
