// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class ReplyReaderTest {
    private final ReplyReader reader = new ReplyReader();

    @Test
    void repliesComeOneByOneHoweverTheyAreCut() throws Exception {
        String all = "220 hi\r\n250-one\r\n250-two\r\n250 three\r\n354\r\n421 bye\n";
        for (int piece = 1; piece <= all.length(); piece++) {
            assertThat(codes(all, piece))
                    .as("pieces of " + piece)
                    .containsExactly(220, 250, 354, 421);
        }
    }

    private List<Integer> codes(String text, int piece) throws ProtocolException {
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        List<Integer> codes = new ArrayList<>();
        for (int start = 0; start < octets.length; start += piece) {
            int end = Math.min(octets.length, start + piece);
            for (int at = start; at < end; ) {
                at = reader.take(octets, at, end);
                if (reader.isWhole()) {
                    codes.add(reader.code());
                }
            }
        }
        return codes;
    }

    @Test
    void keywordsAreFoundWithTheirParameters() throws Exception {
        take(
                "250-mx.example.org greets PIPELINING\r\n"
                        + "250-Chunking\r\n"
                        + "250 AUTH SCRAM-SHA-256 PLAIN\r\n");
        assertThat(reader.offers("CHUNKING", "")).isTrue();
        assertThat(reader.offers("AUTH", "PLAIN")).isTrue();
        assertThat(reader.offers("AUTH", "LOGIN")).isFalse();
        assertThat(reader.offers("PIPELINING", "")).as("in the greeting's text").isFalse();
    }

    @Test
    void theTextHasNoControlCharacters() throws Exception {
        take("550-no\r\n550 \u0007never\r\n");
        assertThat(reader.text()).isEqualTo("550-no / 550 ?never");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400\r\n", "\r\n", "25\r\n", "099 x\r\n", "600 x\r\n"})
    void whatIsNoReplyIsAnError(String text) {
        assertThatThrownBy(() -> take(text)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void aReplyWithoutAnEndIsAnError() {
        String line = "250-" + "x".repeat(1000) + "\r\n";
        assertThatThrownBy(() -> take(line.repeat(100))).hasMessageContaining("without an end");
    }

    private void take(String text) throws ProtocolException {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        reader.take(octets, 0, octets.length);
    }
}
