// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class ExtensionsTest {
    @Test
    void replyToEhloIsUnderstood() {
        Extensions offered =
                Extensions.of(
                        new Reply(
                                250,
                                "",
                                List.of(
                                        "mx.example",
                                        "size 1000",
                                        "Auth plain SCRAM-SHA-256",
                                        "LIMITS RCPTMAX=20 mailmax=5 X=y",
                                        "DSN")));
        assertThat(offered.has("DSN")).isTrue();
        assertThat(offered.has("CHUNKING")).isFalse();
        assertThat(offered.size()).hasValue(1000);
        assertThat(offered.auth()).containsExactly("PLAIN", "SCRAM-SHA-256");
        assertThat(offered.recipientLimit()).hasValue(20);
        assertThat(offered.transactionLimit()).hasValue(5);
        assertThat(offered.recipientDomainLimit()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "SIZE 1, 1",
        "SIZE 104857600, 104857600",
        "SIZE 0009, 9",
        "SIZE 99999999999999999999, 9223372036854775807"
    })
    void sizeHasUpToTwentyDigits(String line, long octets) {
        assertThat(Extensions.of(List.of(line)).size()).hasValue(octets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIZE", "SIZE 0", "SIZE -1", "SIZE 1k", "SIZE 111111111111111111111"})
    void sizeThatIsNoLimitIsNone(String line) {
        assertThat(Extensions.of(List.of(line)).size()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LIMITS",
                "LIMITS RCPTMAX",
                "LIMITS RCPTMAX=",
                "LIMITS RCPTMAX=0",
                "LIMITS RCPTMAX=-1",
                "LIMITS RCPTMAX=many",
                "LIMITS =1 RCPTMAX=20",
                "LIMITED RCPTMAX=20"
            })
    void limitThatSaysNothingUsefulIsNone(String line) {
        assertThat(Extensions.of(List.of(line)).recipientLimit()).isEmpty();
    }

    @Test
    void linesComeInTheirOrder() {
        List<String> lines = List.of("SIZE 1000", "PIPELINING", "8BITMIME", "AUTH PLAIN LOGIN");
        assertThat(Extensions.of(lines).lines()).isEqualTo(lines);
    }
}
