// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

class SevenBitTest {
    @Test
    void plainTextStaysAsItIs() {
        assertThat(SevenBit.of("Subject: a\tb\r\n".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(new SevenBit("7bit", "Subject: a\tb\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: grüße\r\n",
                "a=b é \r\n",
                "bare\rreturn\nand feed\r\n",
                "no line end",
                "nul\0\r\n",
                "\u00fc\r\n\r\n.\r\n",
                "tab\t\r\n",
            })
    void othersAreQuotedAndReadBackTheSame(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        SevenBit part = SevenBit.of(octets);
        String wanted = text.endsWith("\r\n") ? text : text + "\r\n";

        assertThat(part.encoding()).isEqualTo(text.startsWith("tab") ? "7bit" : "quoted-printable");
        assertThat(part.text().chars()).allMatch(c -> c < 127);
        if (!text.startsWith("tab")) {
            assertThat(new String(decoded(part.text()), StandardCharsets.UTF_8)).isEqualTo(wanted);
        }
    }

    @Test
    void longLinesAreBroken() {
        SevenBit part =
                SevenBit.of("x".repeat(3000).concat("\r\n").getBytes(StandardCharsets.UTF_8));

        assertThat(part.text().split("\r\n")).allMatch(line -> line.length() <= 76);
        assertThat(new String(decoded(part.text()), StandardCharsets.UTF_8))
                .isEqualTo("x".repeat(3000) + "\r\n");
    }

    static byte[] decoded(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("=\r\n", i)) {
                i += 2;
            } else if (text.charAt(i) == '=') {
                octets.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                octets.write(text.charAt(i));
            }
        }
        return octets.toByteArray();
    }
}
