// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

class LineEndingsTest {
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "a, a[]",
        "a[], a[]",
        "a], a[]",
        "a[, a[]",
        "a]]b, a[][]b[]",
        "a[[b, a[][]b[]",
        "a[[]b, a[][]b[]",
        "a][b, a[][]b[]",
        "a[]b]c[d, a[]b[]c[]d[]"
    })
    void everyLineEndsWithCrlfHoweverItIsCut(String given, String expected) {
        byte[] octets = octets(given);
        for (int cut = 1; cut <= Math.max(1, octets.length); cut++) {
            assertThat(normalised(octets, cut)).isEqualTo(octets(expected));
        }
    }

    private static byte[] normalised(byte[] octets, int cut) {
        LineEndings endings = new LineEndings();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int from = 0; from < octets.length; from += cut) {
            int length = Math.min(cut, octets.length - from);
            byte[] chunk = new byte[length];
            System.arraycopy(octets, from, chunk, 0, length);
            write(endings.next(chunk, length), out);
        }
        write(endings.end(), out);
        return out.toByteArray();
    }

    private static void write(ByteBuffer buffer, ByteArrayOutputStream out) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        out.writeBytes(copy);
    }

    /** {@code [} stands for CR, {@code ]} for LF. */
    private static byte[] octets(String text) {
        return text.replace('[', '\r').replace(']', '\n').getBytes(StandardCharsets.US_ASCII);
    }
}
