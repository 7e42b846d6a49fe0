// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.routing.NextHop;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
    @ParameterizedTest
    @CsvSource({
        "mx.example.org, mx.example.org, 25",
        "mx.example.org:2525, mx.example.org, 2525",
        "127.0.0.1:2599, 127.0.0.1, 2599",
        "[2001:db8::1]:26, 2001:db8::1, 26",
        "[2001:db8::1], 2001:db8::1, 25",
    })
    void hopIsRead(String text, String host, int port) {
        assertThat(Routes.hop(text, 7)).isEqualTo(new NextHop(host, port, 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ":25", "a:", "a:b", "a:0", "a:65536", "2001:db8::1", "a:123456", "a:-1"})
    void anythingElseIsNoHop(String text) {
        assertThatThrownBy(() -> Routes.hop(text, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
