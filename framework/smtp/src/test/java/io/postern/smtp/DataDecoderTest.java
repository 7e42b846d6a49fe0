// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.smtp.DataDecoder.Flaw;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

class DataDecoderTest {
    private static final int LIMIT = 1000;

    @ParameterizedTest
    @CsvSource({
        "'.\\r\\n',''",
        "'a\\r\\n.\\r\\n','a\\r\\n'",
        "'..\\r\\n.\\r\\n','.\\r\\n'",
        "'..a\\r\\n.\\r\\n','.a\\r\\n'",
        "'.a\\r\\n.\\r\\n','a\\r\\n'",
        "'a\\r\\n..b\\r\\n.c\\r\\n\\r\\n.\\r\\n','a\\r\\n.b\\r\\nc\\r\\n\\r\\n'",
        "'a.\\r\\n.\\r\\n','a.\\r\\n'",
        "'. \\r\\n.\\r\\n',' \\r\\n'",
        "'ü\\x85\\r\\n.\\r\\n','ü\\x85\\r\\n'"
    })
    void textIsUnstuffedWhereverItIsSplit(String wire, String text) {
        String octets = unescape(wire);
        for (int split = 0; split <= octets.length(); split++) {
            Decoded decoded = decode(octets + "QUIT", split, LIMIT);
            assertThat(decoded).isEqualTo(new Decoded(unescape(text), Flaw.NONE, "QUIT"));
        }
    }

    /** CVE-2023-51764 and its kin: nothing but CRLF.CRLF is the end. */
    @ParameterizedTest
    @CsvSource({
        "'\\n.\\n',BARE_LF",
        "'\\n.\\r\\n',BARE_LF",
        "'\\r\\n.\\n',BARE_LF",
        "'\\r.\\r',BARE_CR",
        "'\\r\\n.\\r',BARE_CR",
        "'\\n.\\r',BARE_LF",
        "'\\r.\\r\\n',BARE_CR",
        "'\\r.\\n',BARE_CR",
        "'\\r\\n.\\r\\r\\n',BARE_CR",
        "'\\r\\r\\n',BARE_CR",
        "'\\r\\n\\0.\\r\\n',NUL",
        "'\\r\\n.\\0\\r\\n',NUL",
        "'\\r\\n..\\n',BARE_LF",
        "'\\r\\n. \\r\\n',NONE",
        "'\\n\\n.\\n\\n',BARE_LF",
        "'\\x85.\\x85',NONE",
        "'\\r\\n\\x1a\\r\\n',NONE"
    })
    void falseEndIsNoEndWhereverItIsSplit(String falseEnd, Flaw flaw) {
        String octets = "a" + unescape(falseEnd) + "DATA\r\nb\r\n.\r\n";
        for (int split = 0; split <= octets.length(); split++) {
            Decoded decoded = decode(octets + "QUIT", split, LIMIT);
            assertThat(decoded.flaw()).isEqualTo(flaw);
            assertThat(decoded.rest()).isEqualTo("QUIT");
            assertThat(decoded.text()).endsWith("DATA\r\nb\r\n");
        }
    }

    @Test
    void bareLfAtTheVeryStartIsNoEnd() {
        assertThat(decode(".\nx\r\n.\r\n", 0, LIMIT).flaw()).isEqualTo(Flaw.BARE_LF);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 500, 998})
    void lineUpToTheLimitIsTaken(int length) {
        String line = "x".repeat(length) + "\r\n";
        assertThat(decode(line + ".\r\n", 0, LIMIT)).isEqualTo(new Decoded(line, Flaw.NONE, ""));
    }

    @Test
    void lineOverTheLimitIsAFlaw() {
        assertThat(decode("x".repeat(999) + "\r\n.\r\n", 0, LIMIT).flaw())
                .isEqualTo(Flaw.LONG_LINE);
    }

    @Test
    void stuffedDotIsNotCounted() {
        String line = "." + "x".repeat(997) + "\r\n";
        assertThat(decode("." + line + ".\r\n", 0, LIMIT))
                .isEqualTo(new Decoded(line, Flaw.NONE, ""));
    }

    @Test
    void smallOutputIsFilledAgainAndAgain() {
        DataDecoder decoder = new DataDecoder(LIMIT);
        ByteBuffer in = octets("hello\r\n..world\r\n.\r\nNOOP");
        ByteBuffer out = ByteBuffer.allocate(3);
        StringBuilder text = new StringBuilder();
        boolean ended = false;
        while (!ended) {
            ended = decoder.decode(in, out);
            text.append(drain(out));
        }
        assertThat(text.toString()).isEqualTo("hello\r\n.world\r\n");
        assertThat(drainRest(in)).isEqualTo("NOOP");
        assertThat(decoder.isEnded()).isTrue();
    }

    /** Only CRLF.CRLF ends it then, too; nothing else becomes a dot at the start of a line. */
    @ParameterizedTest
    @CsvSource({
        "'a\\nb\\r\\n','a\\r\\nb\\r\\n'",
        "'a\\rb\\r\\n','a\\r\\nb\\r\\n'",
        "'a\\r\\r\\n','a\\r\\n\\r\\n'",
        "'a\\n\\n\\r\\n','a\\r\\n\\r\\n\\r\\n'",
        "'a\\n.\\n','a\\r\\n.\\r\\n'",
        "'a\\n.\\r\\n','a\\r\\n.\\r\\n'",
        "'a\\r\\n.\\n','a\\r\\n\\r\\n'",
        "'a\\r.\\r\\n','a\\r\\n.\\r\\n'",
        "'a\\r\\n.\\r\\r\\n','a\\r\\n\\r\\n\\r\\n'",
        "'a\\n..b\\r\\n..c\\r\\n','a\\r\\n..b\\r\\n.c\\r\\n'"
    })
    void bareLineEndsAreNormalizedWhereThatIsWanted(String wire, String text) {
        String octets = unescape(wire) + "x\r\n.\r\n";
        for (int split = 0; split <= octets.length(); split++) {
            Decoded decoded = decode(DataDecoder.normalizing(LIMIT), octets + "QUIT", split);
            assertThat(decoded).isEqualTo(new Decoded(unescape(text) + "x\r\n", Flaw.NONE, "QUIT"));
        }
    }

    @Test
    void otherFlawsStayFlaws() {
        DataDecoder nul = DataDecoder.normalizing(LIMIT);
        assertThat(decode(nul, "a\0\n\r\n.\r\n", 0).flaw()).isEqualTo(Flaw.NUL);
        DataDecoder longLine = DataDecoder.normalizing(LIMIT);
        String line = "x".repeat(999);
        assertThat(decode(longLine, line + "\n\r\n.\r\n", 0).flaw()).isEqualTo(Flaw.LONG_LINE);
    }

    record Decoded(String text, Flaw flaw, String rest) {}

    private static Decoded decode(String wire, int split, int limit) {
        return decode(new DataDecoder(limit), wire, split);
    }

    private static Decoded decode(DataDecoder decoder, String wire, int split) {
        ByteBuffer out = ByteBuffer.allocate(4096);
        ByteBuffer first = octets(wire.substring(0, split));
        ByteBuffer second = octets(wire.substring(split));
        decoder.decode(first, out);
        assertThat(decoder.decode(second, out)).isTrue();
        String text = drain(out);
        return new Decoded(text, decoder.flaw(), drainRest(first) + drainRest(second));
    }

    private static String drain(ByteBuffer out) {
        out.flip();
        String text = drainRest(out);
        out.clear();
        return text;
    }

    private static String drainRest(ByteBuffer in) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        while (in.hasRemaining()) {
            octets.write(in.get());
        }
        return octets.toString(StandardCharsets.ISO_8859_1);
    }

    private static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String unescape(String text) {
        return text.replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\0", "\0")
                .replace("\\x1a", "\u001a")
                .replace("\\x85", "\u0085");
    }
}
