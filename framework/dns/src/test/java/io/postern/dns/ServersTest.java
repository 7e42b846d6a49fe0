// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServersTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1:53",
        "192.0.2.1:5353, 192.0.2.1:5353",
        "2001:db8::1, [2001:db8:0:0:0:0:0:1]:53",
        "[2001:db8::1], [2001:db8:0:0:0:0:0:1]:53",
        "[2001:db8::1]:5353, [2001:db8:0:0:0:0:0:1]:5353"
    })
    void aServerIsAnAddressWithOrWithoutAPort(String text, String server) {
        assertThat(new NameServer(Servers.parse(text))).hasToString(server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ns.example.org", "192.0.2.1:x", "192.0.2.1:70000", "", ":53"})
    void anythingElseIsRefusedByName(String text) {
        assertThatThrownBy(() -> Servers.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("servers: '" + text + "'");
    }

    @Test
    void withoutAnyTheSystemsAreAsked() {
        assertThat(Servers.of(new String[0])).isNotEmpty();
    }
}
