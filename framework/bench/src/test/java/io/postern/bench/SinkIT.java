// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testkit.RawSmtpClient;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a sink says to other clients than our generator. */
@Timeout(60)
class SinkIT {
    private Sink sink;
    private RawSmtpClient client;

    @BeforeEach
    void start() throws Exception {
        sink = Sink.open(Bench.anyPort(), SinkSetup.PLAIN, Bench.ledgers());
        client = RawSmtpClient.greeted(sink.address().getPort());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        sink.close();
    }

    @Test
    void commandsOutOfOrderAreRefused() {
        assertThat(client.command("DATA").code()).isEqualTo(503);
        assertThat(client.command("FLY").code()).isEqualTo(500);
        assertThat(client.command("BDAT x").code()).isEqualTo(500);
        assertThat(client.command("STARTTLS").code()).as("isn't offered").isEqualTo(500);
        client.send("BDAT 5 LAST\r\nhello");
        assertThat(client.reply().code()).isEqualTo(503);
        assertThat(client.command("NOOP").code()).isEqualTo(250);
    }

    @Test
    void aMessageInChunksIsOneMessage() {
        client.mail("<a@x.test>");
        client.rcpt("<b@x.test>");
        client.send("BDAT 14\r\nSubject: x\r\n\r\n");
        assertThat(client.reply().code()).isEqualTo(250);
        client.send("BDAT 6\r\n.\r\nab\n");
        assertThat(client.reply().code()).isEqualTo(250);
        assertThat(client.command("BDAT 0 LAST").code()).isEqualTo(250);
        assertThat(sink.report().messages()).isEqualTo(1);
        assertThat(sink.report().octets()).isEqualTo(20);
        assertThat(sink.report().strangers()).isEqualTo(1);
    }

    @Test
    void aSecondCopyIsFound() {
        String mark = "X-Postern-Bench: 000000001 000000000005 00001 000000000000000009";
        for (int i = 0; i < 2; i++) {
            client.mail("<a@x.test>");
            client.rcpt("<b@x.test>");
            client.command("DATA");
            assertThat(client.command(mark + "\r\n\r\n.").code()).isEqualTo(250);
        }
        Findings findings = sink.report().runs().getFirst();
        assertThat(findings.arrived()).isEqualTo(1);
        assertThat(findings.doubled()).isEqualTo(1);
    }

    @Test
    void manyRecipientsAtOnceAreAnsweredOneByOne() {
        client.send("MAIL FROM:<>\r\n" + "RCPT TO:<a@x.test>\r\n".repeat(1001));
        for (int i = 0; i < 1001; i++) {
            assertThat(client.reply().code()).isEqualTo(250);
        }
        assertThat(client.reply().code()).isEqualTo(452);
    }

    @Test
    void quitIsAnsweredAndTheConnectionEnds() {
        assertThat(client.command("QUIT").code()).isEqualTo(221);
        client.expectClosed();
    }
}
