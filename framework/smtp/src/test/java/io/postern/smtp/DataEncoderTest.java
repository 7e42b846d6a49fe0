// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

class DataEncoderTest {
    @ParameterizedTest
    @CsvSource({
        "'','.~'",
        "'a~','a~.~'",
        "'a','a~.~'",
        "'.','..~.~'",
        "'.~','..~.~'",
        "'..a~','...a~.~'",
        "'a~.~b','a~..~b~.~'",
        "'a\\n.\\nb','a~..~b~.~'",
        "'a\\r.\\rb\\r','a~..~b~.~'",
        "'a\\r~b','a~~b~.~'",
        "'a.b~','a.b~.~'"
    })
    void messageIsStuffedAndEndedWhereverItIsSplit(String message, String wire) {
        String octets = unescape(message);
        for (int split = 0; split <= octets.length(); split++) {
            byte[] encoded = encode(octets.getBytes(StandardCharsets.ISO_8859_1), split, 64);
            assertThat(new String(encoded, StandardCharsets.ISO_8859_1)).isEqualTo(unescape(wire));
        }
    }

    @Test
    void finishWaitsForRoom() {
        DataEncoder encoder = new DataEncoder();
        ByteBuffer out = ByteBuffer.allocate(8);
        encoder.encode(ByteBuffer.wrap(new byte[] {'a', 'b', 'c', 'd'}), out);
        assertThat(encoder.finish(out)).isFalse();
        out.clear();
        assertThat(encoder.finish(out)).isTrue();
        assertThat(out.position()).isEqualTo(5);
    }

    /** Any message of whole lines comes back as it was, through buffers of any size. */
    @Test
    void decoderUndoesEncoder() {
        Random random = new Random(5321);
        byte[] alphabet = {'.', '.', 'a', ' ', (byte) 0xff, (byte) 0x85, '\r'};
        for (int round = 0; round < 20_000; round++) {
            ByteBuffer message = ByteBuffer.allocate(200);
            for (int i = random.nextInt(60); i > 0; i--) {
                byte octet = alphabet[random.nextInt(alphabet.length)];
                message.put(octet);
                if (octet == '\r') {
                    message.put((byte) '\n');
                }
            }
            message.put((byte) '\r').put((byte) '\n');
            byte[] original = Arrays.copyOf(message.array(), message.position());
            byte[] wire = encode(original, random.nextInt(original.length), 5 + random.nextInt(9));
            DataDecoder decoder = new DataDecoder(1000);
            ByteBuffer out = ByteBuffer.allocate(400);
            assertThat(decoder.decode(ByteBuffer.wrap(wire), out)).isTrue();
            assertThat(decoder.flaw()).isEqualTo(DataDecoder.Flaw.NONE);
            assertThat(Arrays.copyOf(out.array(), out.position())).isEqualTo(original);
        }
    }

    /** Whatever a message holds, no CR or LF on the wire stands alone, and it ends once. */
    @Test
    void noBareLineEndIsEverWritten() {
        Random random = new Random(2026);
        byte[] alphabet = {'\r', '\n', '.', 'a', 0};
        for (int round = 0; round < 20_000; round++) {
            byte[] message = new byte[1 + random.nextInt(30)];
            for (int i = 0; i < message.length; i++) {
                message[i] = alphabet[random.nextInt(alphabet.length)];
            }
            byte[] encoded = encode(message, random.nextInt(message.length), 4 + random.nextInt(9));
            String wire = new String(encoded, StandardCharsets.ISO_8859_1);
            assertThat(wire.replace("\r\n", "")).doesNotContain("\r", "\n");
            assertThat("\r\n" + wire).endsWith("\r\n.\r\n");
            assertThat(("\r\n" + wire).indexOf("\r\n.\r\n")).isEqualTo(wire.length() - 3);
        }
    }

    private static byte[] encode(byte[] message, int split, int room) {
        DataEncoder encoder = new DataEncoder();
        ByteBuffer wire = ByteBuffer.allocate(1024);
        for (byte[] part :
                new byte[][] {
                    Arrays.copyOf(message, split),
                    Arrays.copyOfRange(message, split, message.length)
                }) {
            ByteBuffer in = ByteBuffer.wrap(part);
            while (in.hasRemaining()) {
                ByteBuffer out = ByteBuffer.allocate(room);
                encoder.encode(in, out);
                wire.put(out.flip());
            }
        }
        assertThat(encoder.finish(wire)).isTrue();
        return Arrays.copyOf(wire.array(), wire.position());
    }

    private static String unescape(String text) {
        return text.replace("~", "\r\n").replace("\\r", "\r").replace("\\n", "\n");
    }
}
