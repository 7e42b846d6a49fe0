// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class TextScanTest {
    private static final String LONGEST = "x".repeat(998) + "\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "a\r\n", "a\r\n\r\n.\r\n", "\u00e4\t\u007f\r\n"})
    void linesAreText(String text) {
        assertThat(isText(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a\r",
                "a\n",
                "a\r\r\n",
                "a\rb\r\n",
                "a\nb\r\n",
                "\n",
                "\r\n\n",
                "\u0000\r\n"
            })
    void allElseIsNot(String text) {
        assertThat(isText(text)).isFalse();
    }

    @Test
    void linesHaveALimit() {
        assertThat(isText(LONGEST + LONGEST)).isTrue();
        assertThat(isText("x" + LONGEST)).isFalse();
    }

    /** Fed an octet at a time, which must not make a difference. */
    private static boolean isText(String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        TextScan whole = new TextScan();
        boolean result = whole.accepts(octets, octets.length) && whole.isWhole();
        TextScan split = new TextScan();
        boolean accepted = true;
        for (byte octet : octets) {
            accepted = accepted && split.accepts(new byte[] {octet}, 1);
        }
        assertThat(accepted && split.isWhole()).isEqualTo(result);
        return result;
    }
}
