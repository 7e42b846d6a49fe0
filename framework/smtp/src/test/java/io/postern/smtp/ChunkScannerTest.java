// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.smtp.DataDecoder.Flaw;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

class ChunkScannerTest {
    private static final String LONGEST = "x".repeat(998) + "\r\n";

    @ParameterizedTest
    @CsvSource({
        "'',NONE",
        "a,NONE",
        "'a\\r\\n',NONE",
        "'\\r\\n.\\r\\n..\\r\\n',NONE",
        "'12345678\\r\\nx',NONE",
        "'123456789\\r\\nx',LONG_LINE",
        "'x\\r\\n123456789',LONG_LINE",
        "'a\\nb',BARE_LF",
        "'\\n',BARE_LF",
        "'a\\rb',BARE_CR",
        "'a\\r',BARE_CR",
        "'a\\r\\r\\n',BARE_CR",
        "'a\\0',NUL",
        "'a\\r\\0',BARE_CR",
        "'a\\n\\0',BARE_LF"
    })
    void firstFlawIsFoundWhereverTheTextIsCut(String escaped, Flaw flaw) {
        String text = escaped.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        for (int cut = 0; cut <= octets.length; cut++) {
            ChunkScanner scanner = new ChunkScanner(10);
            scanner.scan(ByteBuffer.wrap(octets, 0, cut));
            ByteBuffer rest = ByteBuffer.wrap(octets, cut, octets.length - cut);
            scanner.scan(rest);
            scanner.finish();
            assertThat(scanner.flaw()).isEqualTo(flaw);
            assertThat(rest.remaining()).isEqualTo(octets.length - cut);
        }
    }

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
        ChunkScanner whole = new ChunkScanner(1000);
        whole.scan(ByteBuffer.wrap(octets));
        ChunkScanner split = new ChunkScanner(1000);
        for (byte octet : octets) {
            split.scan(ByteBuffer.wrap(new byte[] {octet}));
        }
        assertThat(isText(split)).isEqualTo(isText(whole));
        return isText(whole);
    }

    private static boolean isText(ChunkScanner scanner) {
        return scanner.flaw() == Flaw.NONE && scanner.isAtLineStart();
    }
}
