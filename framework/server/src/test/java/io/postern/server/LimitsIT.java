// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.testkit.RawReply;
import io.postern.testkit.RawSmtpClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LimitsIT {
    @Test
    void connectionBeyondAllIsGreetedWith421AndThePlaceIsFreedAgain() throws Exception {
        try (TestServer server = new TestServer().limit("connections", 1).start()) {
            RawSmtpClient first = server.client();
            assertTurnedAway(server, "421 4.3.2");
            assertThat(server.refusals())
                    .containsExactly("CONNECT: 421 4.3.2 Too many connections, try again later");
            first.quit();
            await().until(() -> server.connections() == 0);
            server.client().close();
        }
    }

    @Test
    void connectionBeyondThoseOfAnAddressIsGreetedWith421() throws Exception {
        try (TestServer server = new TestServer().limit("connectionsPerAddress", 2).start();
                RawSmtpClient _ = server.client();
                RawSmtpClient _ = server.client()) {
            assertTurnedAway(server, "421 4.7.0");
        }
    }

    @Test
    void connectionsThatComeTooFastAreGreetedWith421() throws Exception {
        try (TestServer server = new TestServer().limit("connectionRatePerAddress", 3).start()) {
            for (int i = 0; i < 3; i++) {
                server.client().close();
            }
            assertTurnedAway(server, "421 4.7.0");
        }
    }

    @Test
    void recipientBeyondTheLimitIsPutOffAndTheOthersStay() throws Exception {
        try (TestServer server = new TestServer().limit("recipients", 2).start();
                RawSmtpClient client = server.client()) {
            client.mail("");
            client.expect(250, client.rcpt("a@local.test"));
            client.expect(250, client.rcpt("b@local.test"));
            assertThat(client.rcpt("c@local.test").toString()).startsWith("452 4.5.3");
            client.expect(250, client.rcpt("a@local.test"));
            client.expect(250, client.data("text\r\n"));
            assertThat(server.spool.only().acceptance().envelope().recipients())
                    .extracting(Object::toString)
                    .containsExactly("a@local.test", "b@local.test");
        }
    }

    @Test
    void tooManyErrorsEndTheSession() throws Exception {
        try (TestServer server = new TestServer().limit("errors", 3).start();
                RawSmtpClient client = server.client()) {
            client.expect(500, client.command("FOO"));
            client.expect(500, client.command("FOO"));
            client.expect(500, client.command("FOO"));
            assertThat(client.reply().toString()).startsWith("421 4.7.0");
            client.expectClosed();
        }
    }

    @Test
    void tooMuchJunkEndsTheSession() throws Exception {
        try (TestServer server = new TestServer().limit("junkCommands", 3).start();
                RawSmtpClient client = server.client()) {
            client.expect(250, client.command("NOOP"));
            client.expect(250, client.command("RSET"));
            assertThat(client.command("NOOP").toString()).startsWith("421 4.7.0");
            client.expectClosed();
        }
    }

    @Test
    void tooManyMessagesEndTheSession() throws Exception {
        try (TestServer server = new TestServer().limit("messagesPerConnection", 1).start();
                RawSmtpClient client = server.inData()) {
            client.send(".\r\n");
            client.expect(250, client.reply());
            assertThat(client.mail("").toString()).startsWith("421 4.7.0");
            client.expectClosed();
        }
    }

    @Test
    void silenceEndsTheSession() throws Exception {
        try (TestServer server = new TestServer().limit("commandTimeout", "PT0.2S").start();
                RawSmtpClient client = server.client()) {
            assertThat(client.reply().toString()).startsWith("421 4.4.2");
            client.expectClosed();
        }
    }

    @Test
    void silenceInAMessageEndsTheSessionAndNothingIsTaken() throws Exception {
        try (TestServer server = new TestServer().limit("commandTimeout", "PT0.5S").start();
                RawSmtpClient client = server.inData()) {
            client.send("half a mess");
            assertThat(client.reply().toString()).startsWith("421 4.4.2");
            client.expectClosed();
            assertThat(server.spool.accepted).isEmpty();
            await().until(() -> server.spool.open.get() == 0);
        }
    }

    @Test
    void sessionHasAnEndHoweverBusy() throws Exception {
        try (TestServer server = new TestServer().limit("sessionTimeout", "PT0.3S").start();
                RawSmtpClient client = server.client()) {
            RawReply last = client.command("NOOP");
            while (last.code() == 250) {
                assertThat(client.silentFor(java.time.Duration.ofMillis(50))).isNotNull();
                last = client.command("NOOP");
            }
            assertThat(last.toString()).startsWith("421 4.4.2");
        }
    }

    @Test
    void declaredSizeBeyondTheLimitIsRefusedAtMail() throws Exception {
        try (TestServer server = new TestServer().limit("messageSize", 1000L).start();
                RawSmtpClient client = server.client()) {
            assertThat(client.mail("> SIZE=1001").toString()).startsWith("552 5.3.4");
            client.expect(250, client.mail("> SIZE=1000"));
        }
    }

    @Test
    void sizeBeyondTheLimitIsRefusedAfterTheMessageAndTheSessionGoesOn() throws Exception {
        try (TestServer server = new TestServer().limit("messageSize", 1000L).start();
                RawSmtpClient client = server.inData()) {
            client.send("x".repeat(99) + "\r\n");
            client.send(("x".repeat(98) + "\r\n").repeat(10) + ".\r\n");
            assertThat(client.reply().toString()).startsWith("552 5.3.4");
            client.expect(250, client.mail(""));
            assertThat(server.spool.accepted).isEmpty();
        }
    }

    @Test
    void messageOfExactlyTheLimitIsTaken() throws Exception {
        try (TestServer server = new TestServer().limit("messageSize", 1000L).start();
                RawSmtpClient client = server.inData()) {
            client.send(("x".repeat(98) + "\r\n").repeat(10) + ".\r\n");
            client.expect(250, client.reply());
        }
    }

    @Test
    void whoSendsWithoutEndIsThrownOut() throws Exception {
        try (TestServer server = new TestServer().limit("messageSize", 1000L).start();
                RawSmtpClient client = server.inData()) {
            client.send(("x".repeat(98) + "\r\n").repeat(200));
            assertThat(client.reply().toString()).startsWith("552 5.3.4");
            client.expectClosed();
        }
    }

    @Test
    void lineBeyondTheLimitIsRefusedAndNeverCut() throws Exception {
        try (TestServer server = new TestServer().limit("lineLength", 2000L).start();
                RawSmtpClient client = server.inData()) {
            client.send("x".repeat(1998) + "\r\n.\r\n");
            client.expect(250, client.reply());
            assertThat(server.spool.only().withoutTrace()).hasSize(2000);
            client.expect(554, client.transaction("", java.util.List.of("b@local.test"), line()));
        }
    }

    @Test
    void headerSectionBeyondTheLimitIsRefused() throws Exception {
        try (TestServer server = new TestServer().limit("headerSize", 10_000L).start();
                RawSmtpClient client = server.inData()) {
            client.send("X: y\r\n".repeat(2000) + "\r\ntext\r\n.\r\n");
            assertThat(client.reply().toString()).startsWith("552 5.3.4 Header");
        }
    }

    @Test
    void headerSectionOfTooManyLinesIsRefused() throws Exception {
        try (TestServer server = new TestServer().limit("headerLines", 10).start();
                RawSmtpClient client = server.inData()) {
            client.send("X: y\r\n".repeat(11) + "\r\ntext\r\n.\r\n");
            assertThat(client.reply().toString()).startsWith("552 5.3.4 Too many lines");
        }
    }

    @Test
    void headerFieldBeyondTheLimitIsRefusedHoweverItIsFolded() throws Exception {
        try (TestServer server = new TestServer().limit("headerFieldSize", 1000L).start();
                RawSmtpClient client = server.inData()) {
            client.send("X: y\r\n" + " z\r\n".repeat(300) + "\r\ntext\r\n.\r\n");
            assertThat(client.reply().toString()).startsWith("552 5.3.4 Header field");
        }
    }

    @Test
    void messageThatHasGoneInCirclesIsRefused() throws Exception {
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.inData()) {
            client.send("received: from a by b; x\r\n".repeat(100) + "\r\n.\r\n");
            client.expect(250, client.reply());
            byte[] looped = ("Received: from a\r\n by b\r\n".repeat(101) + "\r\n").getBytes();
            RawReply reply = client.transaction("", java.util.List.of("b@local.test"), looped);
            assertThat(reply.toString()).startsWith("554 5.4.6");
        }
    }

    @Test
    void commandLineBeyondTheLimitIsRefusedAndTheSessionGoesOn() throws Exception {
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.client()) {
            client.expect(250, client.command("NOOP " + "n".repeat(2041)));
            client.expect(500, client.command("NOOP " + "n".repeat(2042)));
            client.expect(250, client.command("NOOP"));
        }
    }

    @Test
    void commandLineWithoutEndIsCut() throws Exception {
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.client()) {
            client.send("A".repeat(64 * 1024));
            assertThat(client.reply().toString()).startsWith("500 5.5.2");
            client.expectClosed();
        }
    }

    private static byte[] line() {
        return ("x".repeat(1999) + "\r\n").getBytes();
    }

    private static void assertTurnedAway(TestServer server, String greeting) {
        try (RawSmtpClient client = server.connect()) {
            assertThat(client.reply().toString()).startsWith(greeting);
            client.expectClosed();
        }
    }
}
