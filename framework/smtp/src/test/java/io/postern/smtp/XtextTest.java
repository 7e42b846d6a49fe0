// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

class XtextTest {
    @ParameterizedTest
    @CsvSource({"a,a", "a+b=c,a+2Bb+3Dc", "a b,a+20b", "'',''", "ü,+C3+BC", "<>,<>"})
    void textIsEncodedAndDecoded(String text, String encoded) {
        assertThat(Xtext.encode(text)).isEqualTo(encoded);
        assertThat(Xtext.decode(encoded)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+",
                "+2",
                "+2b",
                "+G0",
                "a=b",
                "a b",
                "+0A",
                "+0D+0A",
                "+00",
                "+7F",
                "+1B[m",
                "+C2+85",
                "+E2+80+A8",
                "+C3",
                "+C0+AF",
                "+ED+A0+80",
                "\u00fc",
                "++2B"
            })
    void whatIsNoXtextOrHoldsControlsIsRefused(String encoded) {
        assertThat(Xtext.decode(encoded)).isEmpty();
    }

    @Test
    void anyHarmlessTextComesBack() {
        Random random = new Random(3461);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                text.appendCodePoint(random.nextInt(0x3000));
            }
            String encoded = Xtext.encode(text.toString());
            assertThat(encoded).matches("[!-~&&[^+=]]*(\\+[0-9A-F]{2}[!-~&&[^+=]]*)*");
            assertThat(Xtext.decode(encoded).orElse(""))
                    .isEqualTo(Utf8.isHarmless(text.toString()) ? text.toString() : "");
        }
    }
}
