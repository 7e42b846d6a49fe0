// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

class RecipientNumbersTest {
    @ParameterizedTest
    @CsvSource({
        "RCPT TO:<sink@example.test>, 0",
        "RCPT TO:<sink+7@example.test>, 7",
        "rcpt to:<sink+999@d3.example.test> NOTIFY=NEVER, 999",
        "RCPT TO:<sink+@example.test>, 0",
        "RCPT TO:<sink7@example.test>, 0",
        "RCPT TO:<sink+99999999999@example.test>, 0",
        "RCPT TO:<Postmaster>, 0",
        "RCPT, 0"
    })
    void theNumberStandsBehindThePlusSign(String line, int number) {
        byte[] octets = line.getBytes(StandardCharsets.US_ASCII);
        assertThat(RecipientNumbers.in(octets, octets.length)).isEqualTo(number);
    }

    @Test
    void theGeneratorsCommandsAreReadBack() {
        Words words = new Words(new Addresses("", "sink@example.test", 1000, 5));
        for (int i = 0; i < 1000; i++) {
            ByteBuffer out = ByteBuffer.allocate(100);
            words.rcpt(12, i, out);
            assertThat(RecipientNumbers.in(out.array(), out.position())).isEqualTo(i);
        }
    }

    @Test
    void messagesAreSpreadOverTheDomains() {
        Words words = new Words(new Addresses("", "sink@example.test", 1, 5));
        ByteBuffer out = ByteBuffer.allocate(100);
        words.rcpt(13, 0, out);
        assertThat(new String(out.array(), 0, out.position(), StandardCharsets.US_ASCII))
                .isEqualTo("RCPT TO:<sink@d3.example.test>\r\n");
    }

    @Test
    void anAddressLiteralIsFollowedByTheAddressesBehindIt() {
        Words words = new Words(new Addresses("", "sink@[127.60.0.254]", 2, 5));
        ByteBuffer out = ByteBuffer.allocate(100);
        words.rcpt(13, 1, out);
        assertThat(new String(out.array(), 0, out.position(), StandardCharsets.US_ASCII))
                .isEqualTo("RCPT TO:<sink+1@[127.60.1.1]>\r\n");
    }
}
