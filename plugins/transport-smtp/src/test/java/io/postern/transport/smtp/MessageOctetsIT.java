// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static io.postern.transport.smtp.SmtpBench.assertDelivered;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

@Timeout(120)
class MessageOctetsIT {
    private final SmtpBench bench = new SmtpBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                ".\r\n",
                "..\r\n",
                "a: b\r\n\r\n.\r\n..\r\n...\r\n.x\r\n",
                "a: b\r\n\r\nMAIL FROM:<x@y>\r\nQUIT\r\n.\r\n",
                "a: b\r\n\r\nä \u0000 \u00ff\r\n"
            })
    void messageArrivesAsItIs(String message) throws InterruptedException {
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);

        assertThat(sent(octets)).isEqualTo(octets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no end", "a: b\r\n\r\n.", "a: b\r\n\r\nx\r"})
    void missingFinalLineEndIsAdded(String message) throws InterruptedException {
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);

        assertThat(new String(sent(octets), StandardCharsets.ISO_8859_1))
                .isEqualTo(message.replaceAll("\r$", "") + "\r\n");
    }

    /** RELIABILITY C 1 and 2: nothing in a message ends it for any server. */
    @ParameterizedTest
    @ValueSource(strings = {"\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r", "\r.\r\n"})
    void falseEndGoesOutHarmless(String end) throws InterruptedException {
        bench.outcome(bench.attempt().message(TestMessage.of("a: b\r\n\r\nx" + end + "y\r\n")));

        String wire =
                new String(
                        bench.sink.awaitMessages(1).getFirst().wire(), StandardCharsets.ISO_8859_1);
        assertThat(wire.replace("\r\n", "")).doesNotContain("\r", "\n");
        assertThat(wire).endsWith("\r\ny\r\n.\r\n").contains("x\r\n..\r\ny");
        assertThat(bench.sink.messages()).hasSize(1);
    }

    @Test
    void twentyFiveMebibytesArriveAsTheyAre() throws InterruptedException {
        byte[] octets = lines(25 * 1024 * 1024, 7);

        assertThat(sent(octets)).isEqualTo(octets);
    }

    @Test
    void everySizeAroundABlockArrivesAsItIs() throws InterruptedException {
        for (int size = 32 * 1024 - 3; size <= 32 * 1024 + 3; size++) {
            byte[] octets = lines(size, size);
            bench.outcome(bench.attempt().message(TestMessage.of(octets)));

            assertThat(bench.sink.messages().getLast().content()).isEqualTo(octets);
        }
    }

    private byte[] sent(byte[] octets) throws InterruptedException {
        assertDelivered(bench.outcome(bench.attempt().message(TestMessage.of(octets))));
        return bench.sink.awaitMessages(1).getFirst().content();
    }

    /** Lines of any octets, many of which begin with dots; ends with CRLF. */
    private static byte[] lines(int size, long seed) {
        Random random = new Random(seed);
        ByteArrayOutputStream lines = new ByteArrayOutputStream(size);
        while (lines.size() < size) {
            int left = size - lines.size();
            int length = left < 1002 ? left - 2 : random.nextInt(998);
            for (int i = 0; i < length; i++) {
                int octet = random.nextInt(256);
                lines.write(octet == '\r' || octet == '\n' || i < octet % 3 ? '.' : octet);
            }
            lines.write('\r');
            lines.write('\n');
        }
        return lines.toByteArray();
    }
}
