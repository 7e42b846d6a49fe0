// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Clock;

class OwnAddressesTest {
    private final OwnAddresses own =
            new OwnAddresses(Clock.systemUTC(), OwnAddresses.named("203.0.113.7", "2001:db8::7"));

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.9.9.9, true",
        "::1, true",
        "0.0.0.0, true",
        "203.0.113.7, true",
        "2001:db8::7, true",
        "203.0.113.8, false",
        "2001:db8::8, false",
    })
    void loopbackAndWhatIsNamedAreOurs(String address, boolean ours) {
        assertThat(own.contains(InetAddress.ofLiteral(address))).isEqualTo(ours);
    }

    @Test
    void whatTheMachineHasIsOurs() throws Exception {
        assertThat(NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses))
                .isNotEmpty()
                .allMatch(own::contains);
    }

    @Test
    void aNetworkIsNoAddress() {
        assertThatThrownBy(() -> OwnAddresses.named("203.0.113.0/24"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("own-addresses");
    }
}
