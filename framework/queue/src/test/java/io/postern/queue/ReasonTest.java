// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonTest {
    @ParameterizedTest
    @CsvSource({
        "'mx.test: 4.2.1 later', mx.test, 4.2.1, later",
        "'2001:db8::1: 4.4.2 timed out', 2001:db8::1, 4.4.2, timed out",
        "'4.4.3 DNS: no answer', '', 4.4.3, DNS: no answer",
        "'mx.test: 4.0.0 x: 4.9.9 y', mx.test, 4.0.0, x: 4.9.9 y",
        "'', '', 4.0.0, not tried yet",
        "odd, '', 4.0.0, odd",
    })
    void whatWasKeptIsReadAgain(String kept, String host, String code, String text) {
        assertThat(Reason.read(kept)).isEqualTo(new Reason(host, code, text));
        if (kept.contains(code)) {
            assertThat(Reason.read(kept)).hasToString(kept);
        }
    }
}
