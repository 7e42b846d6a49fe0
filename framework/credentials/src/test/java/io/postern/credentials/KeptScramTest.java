// SPDX-License-Identifier: Apache-2.0
package io.postern.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.sasl.ScramKeys;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptScramTest {
    @Test
    void whatIsWrittenIsReadAgain() {
        ScramKeys keys = KeptScram.of("secret");
        String text = KeptScram.text(keys);
        ScramKeys again = KeptScram.parse(text).orElseThrow();

        assertThat(text).startsWith("SCRAM-SHA-256$10000:");
        assertThat(KeptScram.text(again)).isEqualTo(text);
        assertThat(again.matches("secret")).isTrue();
        assertThat(again.matches("Secret")).isFalse();
        assertThat(KeptScram.text(KeptScram.of("secret"))).isNotEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "SCRAM-SHA-1$4096:c2FsdHNhbHQ=$AAAAAAAA:AAAAAAAA",
                "SCRAM-SHA-256$1:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
                "SCRAM-SHA-256$9999999:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
                "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkd:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
            })
    void whatIsUnknownIsNone(String text) {
        assertThat(KeptScram.parse(text)).isEmpty();
    }
}
