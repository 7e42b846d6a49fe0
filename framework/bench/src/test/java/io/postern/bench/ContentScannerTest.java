// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class ContentScannerTest {
    private static final String MARK =
            "X-Postern-Bench: 000000001 000000000005 00001 000000000000000009";

    private final ContentScanner scanner = new ContentScanner();

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".\r\n",
                "a\r\n.\r\n",
                "S: x\r\n\r\nbody\r\n..\r\n.x\r\n.\r\n",
                "\r\n\r\n\n.\n.\r\r\n\r.\r\n\r\n.\r\n",
                "S: x\r\n\r\n\r\r\n.\r\n"
            })
    void theEndIsFoundHoweverItIsCut(String content) {
        byte[] octets = (content + "QUIT\r\n").getBytes(StandardCharsets.US_ASCII);
        for (int piece = 1; piece <= octets.length; piece++) {
            scanner.begin();
            int start = 0;
            int at = -1;
            while (at < 0) {
                at = scanner.data(octets, start, Math.min(octets.length, start + piece));
                start += piece;
            }
            assertThat(at).as("pieces of " + piece).isEqualTo(content.length());
            assertThat(scanner.octets()).isEqualTo(content.length());
        }
    }

    @Test
    void theMarkIsFoundBehindFieldsOfOthers() {
        data("Received: from x\r\n\tby y\r\n" + MARK + "\r\nSubject: z\r\n\r\nbody\r\n.\r\n");
        assertThat(scanner.isMarked()).isTrue();
        assertThat(scanner.mark().sequence()).isEqualTo(5);
    }

    @Test
    void theMarkOfAMessageInTheBodyIsNotTheMessages() {
        data("Subject: your mail\r\n\r\n" + MARK + "\r\n\r\n.\r\n");
        assertThat(scanner.isMarked()).isFalse();
    }

    @Test
    void theFirstMarkCounts() {
        data(MARK + "\r\n" + MARK.replace("5 00001", "6 00001") + "\r\n\r\n.\r\n");
        assertThat(scanner.mark().sequence()).isEqualTo(5);
    }

    @Test
    void inAChunkADotIsAnOctet() {
        scanner.begin();
        byte[] octets = (MARK + "\r\n\r\n.\r\nmore\r\n").getBytes(StandardCharsets.US_ASCII);
        scanner.chunk(octets, 0, 10);
        scanner.chunk(octets, 10, octets.length);
        assertThat(scanner.isMarked()).isTrue();
        assertThat(scanner.octets()).isEqualTo(octets.length);
    }

    private void data(String content) {
        scanner.begin();
        byte[] octets = content.getBytes(StandardCharsets.US_ASCII);
        assertThat(scanner.data(octets, 0, octets.length)).isEqualTo(octets.length);
    }
}
