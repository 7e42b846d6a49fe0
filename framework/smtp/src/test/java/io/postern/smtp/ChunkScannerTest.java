// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.smtp.DataDecoder.Flaw;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

class ChunkScannerTest {
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
}
