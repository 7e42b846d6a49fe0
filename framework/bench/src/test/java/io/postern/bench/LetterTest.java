// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.IntStream;

class LetterTest {
    private static final Filler FILLER = new Filler(1);
    private static final Load LOAD =
            Bench.load(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 25),
                    Bench.pace(1, 1),
                    Bench.plain());

    @Test
    void everySizeIsMetAndNoLineFeedIsBare() {
        IntStream.concat(IntStream.rangeClosed(500, 700), IntStream.of(1_024, 64_000, 128_500))
                .forEach(
                        size -> {
                            String text = text(size);
                            assertThat(text).hasSize(size).endsWith("\r\n");
                            assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n");
                        });
    }

    @Test
    void noLineBeginsWithADotOrIsTooLong() {
        assertThat(text(200_000).lines())
                .allSatisfy(line -> assertThat(line).doesNotStartWith(".").hasSizeLessThan(200));
    }

    @Test
    void aSizeTooSmallIsThatOfTheHeaderAndALine() {
        assertThat(text(1)).hasSizeLessThan(500).endsWith("\r\n\r\n\r\n");
    }

    @Test
    void numberAndTimeStandInTheHeader() {
        String text = text(1024);
        assertThat(text)
                .contains("Message-ID: <123456789.000000000042@bench.postern.invalid>\r\n")
                .contains(
                        "\r\nX-Postern-Bench: 123456789 000000000042 00001 000000000000000777\r\n");
        Mark mark = new Mark();
        byte[] line =
                text.lines()
                        .filter(each -> each.startsWith("X-Postern"))
                        .findFirst()
                        .orElseThrow()
                        .getBytes(StandardCharsets.US_ASCII);
        assertThat(mark.read(line, line.length)).isTrue();
        assertThat(mark.run()).isEqualTo(Bench.RUN);
        assertThat(mark.sequence()).isEqualTo(42);
        assertThat(mark.recipients()).isEqualTo(1);
        assertThat(mark.time()).isEqualTo(777);
    }

    private static String text(int size) {
        Letter letter = new Letter(size, LOAD, Instant.EPOCH);
        ByteBuffer out = ByteBuffer.allocate(letter.size());
        letter.header(42, 777, out);
        ByteBuffer view = FILLER.view();
        for (int left = letter.body(); left > 0; ) {
            left -= Filler.point(view, left);
            out.put(view);
        }
        assertThat(out.hasRemaining()).isFalse();
        return new String(out.array(), StandardCharsets.US_ASCII);
    }
}
