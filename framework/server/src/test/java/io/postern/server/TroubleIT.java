// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.mail.Recipient;
import io.postern.api.policy.ConnectPolicy;
import io.postern.api.policy.DisconnectListener;
import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.RelayPolicy;
import io.postern.api.policy.SenderPolicy;
import io.postern.api.policy.Verdict;
import io.postern.spool.SpoolFullException;
import io.postern.spool.SpoolUnavailableException;
import io.postern.testkit.RawSmtpClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** What goes wrong here is never a 5yz, and the session goes on. */
@Timeout(60)
class TroubleIT {
    private static final List<String> TO = List.of("b@local.test");
    private static final byte[] MESSAGE = "Subject: x\r\n\r\ntext\r\n".getBytes();

    @Test
    void fullSpoolIs452AtMailAndServiceComesBackByItself() throws Exception {
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.client()) {
            server.spool.atRoom = TroubleIT::full;
            assertThat(client.mail("").toString()).startsWith("452 4.3.1");
            server.spool.atRoom = TroubleIT::unavailable;
            assertThat(client.mail("").toString()).startsWith("451 4.3.0");
            server.spool.atRoom = () -> {};
            client.expect(250, client.transaction("", TO, MESSAGE));
        }
    }

    @Test
    void troubleOfTheSpoolIs4yzAtEachStepOfAMessage() throws Exception {
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.client()) {
            MemorySpool spool = server.spool;
            spool.atReceive = TroubleIT::full;
            assertMessage(client, "452 4.3.1");
            spool.atReceive = TroubleIT::unavailable;
            assertMessage(client, "451 4.3.0");
            spool.atReceive = () -> {};
            spool.atWrite = TroubleIT::full;
            assertMessage(client, "452 4.3.1");
            spool.atWrite = TroubleIT::unavailable;
            assertMessage(client, "451 4.3.0");
            spool.atWrite = () -> {};
            spool.atCommit = TroubleIT::full;
            assertMessage(client, "452 4.3.1");
            spool.atCommit = TroubleIT::unavailable;
            assertMessage(client, "451 4.3.0");
            assertThat(spool.accepted).isEmpty();
            assertThat(spool.open).hasValue(0);
            assertThat(server.refusals()).hasSize(6).allMatch(line -> line.startsWith("DATA: 45"));
            spool.atCommit = () -> {};
            assertMessage(client, "250 2.0.0");
        }
    }

    @Test
    void bugIsA421AndNothingIsTaken() throws Exception {
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.client()) {
            server.spool.atCommit =
                    () -> {
                        throw new IllegalStateException("on purpose");
                    };
            assertMessage(client, "421 4.3.0");
            client.expectClosed();
            assertThat(server.spool.open).hasValue(0);
        }
    }

    @Test
    void policyThatThrowsAnswersNullOrHangsIsA451() throws Exception {
        AtomicReference<SenderPolicy> policy = new AtomicReference<>();
        CountDownLatch never = new CountDownLatch(1);
        try (TestServer server =
                        new TestServer()
                                .hookLimit(Duration.ofMillis(100))
                                .with(SenderPolicy.class, t -> policy.get().onSender(t))
                                .start();
                RawSmtpClient client = server.client()) {
            policy.set(TroubleIT::broken);
            assertThat(client.mail("").toString()).startsWith("451 4.3.0");
            policy.set(_ -> null);
            assertThat(client.mail("").toString()).startsWith("451 4.3.0");
            policy.set(
                    _ -> {
                        never.await();
                        return Verdict.pass();
                    });
            assertThat(client.mail("").toString()).startsWith("451 4.3.0");
            policy.set(_ -> Verdict.pass());
            client.expect(250, client.mail(""));
        }
    }

    @Test
    void brokenHookIsA4yzAtEachStage() throws Exception {
        assertGreeting(new TestServer().with(ConnectPolicy.class, TroubleIT::broken), "421 4.3.0");
        try (TestServer server =
                        new TestServer()
                                .with(RelayPolicy.class, (_, _) -> TroubleIT.broken(null))
                                .with(RecipientPolicy.class, (_, to) -> pickily(to))
                                .with(MessagePolicy.class, (_, _) -> TroubleIT.broken(null))
                                .start();
                RawSmtpClient client = server.client()) {
            client.expect(250, client.mail(""));
            assertThat(client.rcpt("x@foreign.test").toString()).startsWith("451 4.3.0");
            assertThat(client.rcpt("picky@local.test").toString()).startsWith("451 4.3.0");
            client.expect(554, client.command("DATA"));
            client.expect(250, client.rcpt("b@local.test"));
            assertThat(client.data(MESSAGE).toString()).startsWith("451 4.3.0");
            assertThat(server.spool.accepted).isEmpty();
        }
        try (TestServer server =
                        new TestServer().with(HeloPolicy.class, TroubleIT::broken).start();
                RawSmtpClient client = server.connect()) {
            client.expect(220, client.reply());
            assertThat(client.ehlo("x").toString()).startsWith("451 4.3.0");
            client.expect(503, client.mail(""));
        }
    }

    @Test
    void unwantedClientIsGreetedWith554AndMayOnlyQuit() throws Exception {
        TestServer policy =
                new TestServer()
                        .with(ConnectPolicy.class, _ -> Verdict.reject(7, 1, "not from there"));
        try (TestServer server = policy.start();
                RawSmtpClient client = server.connect()) {
            assertThat(client.reply().toString()).startsWith("554 5.7.1 not from there");
            client.expect(503, client.ehlo("x"));
            client.expect(503, client.mail(""));
            client.expect(221, client.quit());
            client.expectClosed();
        }
        assertGreeting(
                new TestServer().with(ConnectPolicy.class, _ -> Verdict.defer(7, 1, "later")),
                "421 4.7.1 later");
    }

    @Test
    void endOfASessionIsToldHoweverItEnds() throws Exception {
        List<String> ended = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (TestServer server =
                new TestServer()
                        .with(
                                DisconnectListener.class,
                                client -> ended.add(client.helo().orElse("")))
                        .start()) {
            server.client().reset();
            await().until(() -> ended.equals(List.of("client.test")));
            server.connect().close();
            await().until(() -> ended.equals(List.of("client.test", "")));
        }
    }

    @Test
    void clientThatIsCutOffInDataHasSentNothing() throws Exception {
        try (TestServer server = new TestServer().start()) {
            String wire = "Subject: x\r\n\r\ntext\r\n.\r\n";
            for (int sent = 0; sent < wire.length(); sent++) {
                RawSmtpClient client = server.inData();
                client.send(wire.substring(0, sent));
                if (sent % 2 == 0) {
                    client.reset();
                } else {
                    client.close();
                }
            }
            await().until(() -> server.sessions() == 0);
            assertThat(server.spool.accepted).isEmpty();
            assertThat(server.spool.open).hasValue(0);
        }
    }

    private static void assertMessage(RawSmtpClient client, String reply) {
        assertThat(client.transaction("", TO, MESSAGE).toString()).startsWith(reply);
    }

    private static void assertGreeting(TestServer configured, String greeting) throws Exception {
        try (TestServer server = configured.start();
                RawSmtpClient client = server.connect()) {
            assertThat(client.reply().toString()).startsWith(greeting);
            client.expectClosed();
        }
    }

    private static Verdict pickily(Recipient to) {
        return to.mailbox().localPart().equals("picky") ? broken(to) : Verdict.pass();
    }

    private static <A> A broken(Object ignored) {
        throw new IllegalStateException("on purpose");
    }

    private static void full() {
        throw new SpoolFullException("on purpose");
    }

    private static void unavailable() {
        throw new SpoolUnavailableException("on purpose");
    }
}
