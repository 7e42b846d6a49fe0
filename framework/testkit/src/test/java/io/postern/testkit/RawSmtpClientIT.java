// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static io.postern.testkit.SinkAction.octets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

@Timeout(30)
class RawSmtpClientIT {
    private final SmtpSink sink = SmtpSink.start();

    @AfterEach
    void close() {
        sink.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "220 bare line feed\n",
                "220-one code\r\n250 and another\r\n",
                "22 two digits\r\n",
                "220_no space\r\n",
                "hello\r\n",
                "\r\n",
                "220 a \r in the middle\r\n"
            })
    void takesNoReplyThatIsNone(String greeting) {
        sink.at(Stage.GREETING).does(octets(greeting));
        try (RawSmtpClient client = RawSmtpClient.connect(sink.port())) {
            assertThatThrownBy(client::reply).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void readsALongReply() {
        sink.at(Stage.GREETING).does(octets("220-a\r\n220-\r\n220\r\n"));
        try (RawSmtpClient client = RawSmtpClient.connect(sink.port())) {
            assertThat(client.reply().lines()).containsExactly("a", "", "");
        }
    }

    @Test
    void failsOnSilence() {
        sink.at(Stage.GREETING).does(SinkAction.silence());
        try (RawSmtpClient client = RawSmtpClient.connect(sink.port())) {
            client.patience(Duration.ofMillis(50));
            assertThatThrownBy(client::reply)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("in time");
        }
    }

    @Test
    void addsTheMissingLineEndBeforeTheDot() throws InterruptedException {
        try (RawSmtpClient client = RawSmtpClient.greeted(sink.port())) {
            client.mail("a@b");
            client.rcpt("x@y");
            client.expect(250, client.data("no line end"));
        }

        assertThat(sink.awaitMessages(1).getFirst().text()).isEqualTo("no line end\r\n");
    }
}
