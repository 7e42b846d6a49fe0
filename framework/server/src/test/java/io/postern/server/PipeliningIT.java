// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testkit.RawReply;
import io.postern.testkit.RawSmtpClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

/** RFC 2920: what is sent ahead is neither lost nor mixed up. */
@Timeout(60)
class PipeliningIT {
    private static final String SESSION =
            """
            EHLO client.test
            MAIL FROM:<a@client.test>
            RCPT TO:<b@local.test>
            RCPT TO:<x@foreign.test>
            DATA
            Subject: one

            ..first
            .
            MAIL FROM:<a@client.test>
            RCPT TO:<c@relay.test>
            DATA
            second
            .
            NOOP
            QUIT
            """
                    .replace("\n", "\r\n");

    @Test
    void sessionSplitAtEachOctetIsTheSame() throws Exception {
        try (TestServer server =
                new TestServer().limit("connectionRatePerAddress", Integer.MAX_VALUE).start()) {
            for (int split = 0; split <= SESSION.length(); split++) {
                server.spool.accepted.clear();
                try (RawSmtpClient client = server.connect()) {
                    client.expect(220, client.reply());
                    client.send(SESSION.substring(0, split));
                    client.send(SESSION.substring(split));
                    assertSession(client, server);
                }
            }
        }
    }

    @Test
    void refusedMessageLeavesTheRestInStep() throws Exception {
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.inData()) {
            client.send("a\nb\r\n.\r\nNOOP\r\nMAIL FROM:<>\r\nQUIT\r\n");
            assertThat(client.replies(4))
                    .extracting(RawReply::code)
                    .containsExactly(550, 250, 250, 221);
            client.expectClosed();
        }
    }

    @Test
    void clientThatClosesItsSideStillGetsItsReplies() throws Exception {
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.inData()) {
            client.send("text\r\n.\r\nNOOP\r\n");
            client.finish();
            assertThat(client.replies(2)).extracting(RawReply::code).containsExactly(250, 250);
            client.expectClosed();
        }
    }

    @Test
    void hundredRecipientsInOneWriteGetTheirRepliesInOrder() throws Exception {
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.client()) {
            StringBuilder batch = new StringBuilder("MAIL FROM:<>\r\n");
            for (int i = 0; i < 100; i++) {
                batch.append("RCPT TO:<r").append(i).append("@local.test>\r\n");
            }
            client.send(batch + "DATA\r\n");
            List<RawReply> replies = client.replies(102);
            assertThat(replies.subList(0, 101)).extracting(RawReply::code).containsOnly(250);
            client.expect(354, replies.getLast());
            client.send(".\r\n");
            client.expect(250, client.reply());
            assertThat(server.spool.only().acceptance().envelope().recipients())
                    .hasSize(100)
                    .first()
                    .hasToString("r0@local.test");
        }
    }

    private static void assertSession(RawSmtpClient client, TestServer server) {
        assertThat(client.replies(12))
                .extracting(RawReply::code)
                .containsExactly(250, 250, 250, 550, 354, 250, 250, 250, 354, 250, 250, 221);
        assertThat(server.spool.accepted)
                .extracting(MemorySpool.Accepted::withoutTrace)
                .containsExactly("Subject: one\r\n\r\n.first\r\n", "second\r\n");
    }
}
