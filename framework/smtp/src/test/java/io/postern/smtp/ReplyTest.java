// SPDX-License-Identifier: Apache-2.0
package io.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.Status;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

class ReplyTest {
    @Test
    void oneLineIsRendered() {
        assertThat(wire(Reply.of(250, "2.0.0", "Ok"))).isEqualTo("250 2.0.0 Ok\r\n");
        assertThat(wire(Reply.of(354, "Go on"))).isEqualTo("354 Go on\r\n");
    }

    @Test
    void enhancedStatusStandsOnEachLine() {
        assertThat(wire(new Reply(550, "5.7.1", List.of("one", "two"))))
                .isEqualTo("550-5.7.1 one\r\n550 5.7.1 two\r\n");
    }

    @Test
    void controlCharactersCannotMakeAnotherLine() {
        assertThat(wire(Reply.of(250, "a\r\n550 b\0"))).isEqualTo("250 a  550 b \r\n");
    }

    @Test
    void whatIsNotAsciiBecomesQuestionMark() {
        assertThat(wire(Reply.of(250, "gr\u00fc\u00df"))).isEqualTo("250 gr??\r\n");
    }

    @Test
    void longLineIsBrokenAt512Octets() {
        String[] lines = wire(Reply.of(550, "5.1.1", "x".repeat(1200))).split("(?<=\n)");
        assertThat(lines).hasSize(3).allMatch(line -> line.length() <= 512);
        assertThat(lines[0]).hasSize(512).startsWith("550-5.1.1 x");
        assertThat(lines[2]).startsWith("550 5.1.1 x");
    }

    @Test
    void statusHasTheClassOfTheCode() {
        assertThat(Reply.of(250, "Ok").status()).isEqualTo(new Status.Success(0, 0, "Ok"));
        assertThat(Reply.of(452, "4.2.2", "full").status())
                .isEqualTo(new Status.Transient(2, 2, "full"));
        assertThat(Reply.of(550, "5.7.509", "no").status())
                .isEqualTo(new Status.Permanent(7, 509, "no"));
        assertThat(Reply.of(354, "go").status()).isInstanceOf(Status.Transient.class);
    }

    @Test
    void wrongValuesCannotBeMade() {
        assertThatThrownBy(() -> Reply.of(199, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Reply.of(600, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Reply.of(450, "5.7.1", "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String wire(Reply reply) {
        return new String(reply.octets(), StandardCharsets.US_ASCII);
    }
}
