// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static io.postern.queue.QueueRig.via;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.mail.QueueId;
import io.postern.api.policy.CommandAnswer;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.smtp.Networks;
import io.postern.spool.RecipientState;
import io.postern.testkit.TestClient;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** ETRN (RFC 1985). */
@Timeout(60)
class EtrnCommandTest {
    private static final TestClient LISTED = TestClient.from("192.0.2.7");

    @TempDir Path folder;
    private QueueRig rig;
    private EtrnCommand etrn;

    @BeforeEach
    void open() {
        rig = new QueueRig(folder);
        rig.routing((recipient, _) -> via("smtp", "mx." + recipient.mailbox().domain()));
        rig.carrier.answering(Carrier.deferred(Blame.DESTINATION));
        rig.start();
        Networks clients = Networks.of(List.of("192.0.2.0/24"));
        etrn = new EtrnCommand(rig.queue, clients, rig.clock);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void mailForTheDomainIsTriedNowAndNoOther() throws Exception {
        QueueId wanted = waiting("a@node.test");
        QueueId below = waiting("b@sub.node.test");
        QueueId other = waiting("c@node.test.example");
        rig.carrier.answering(Carrier.DELIVERED);

        assertThat(ask("Node.Test"))
                .isEqualTo("253 2.0.0 OK, 1 pending messages for node node.test started");

        rig.awaitState(wanted, RecipientState.Delivered.class);
        assertThat(rig.spool.state(below)).isInstanceOf(RecipientState.Waiting.class);
        assertThat(ask("@node.test"))
                .isEqualTo("253 2.0.0 OK, 1 pending messages for node @node.test started");
        rig.awaitState(below, RecipientState.Delivered.class);
        assertThat(rig.spool.state(other)).isInstanceOf(RecipientState.Waiting.class);
    }

    @Test
    void nothingWaitingIsSaid() throws Exception {
        QueueId other = waiting("a@other.test");

        assertThat(ask("node.test"))
                .isEqualTo("251 2.0.0 OK, no messages waiting for node node.test");
        assertThat(rig.spool.state(other)).isInstanceOf(RecipientState.Waiting.class);
        assertThat(rig.carrier.attempts).hasSize(1);
    }

    @Test
    void heldMessagesStayHeld() throws Exception {
        rig.spool.accept(
                TestMessage.saying("x"), "why", "sender@example.net", List.of("a@node.test"));
        await().until(() -> rig.queue.status().held() == 1);

        assertThat(ask("node.test")).startsWith("251 ");
    }

    @Test
    void whatIsUnderWayIsntCounted() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        rig.carrier.behind(goOn::await);
        rig.spool.accept("sender@example.net", "a@node.test");
        await().until(() -> rig.carrier.attempts.size() == 1);

        assertThat(ask("node.test"))
                .isEqualTo("252 2.0.0 OK, pending messages for node node.test started");
        goOn.countDown();
    }

    @Test
    void strangersAreRefused() throws Exception {
        CommandAnswer answer = etrn.onCommand("ETRN", "node.test", TestClient.from("198.51.100.1"));

        assertThat(text(answer)).isEqualTo("459 4.7.1 Not allowed for your address");
    }

    @Test
    void queuesHaveNoNames() throws Exception {
        assertThat(ask("#uucp"))
                .isEqualTo("458 4.3.3 Queues have no names here, only domains have");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@", "a b", "node..test", "user@node.test", "-x.test", "@@x.test"})
    void whatIsNoDomainIsASyntaxError(String argument) throws Exception {
        assertThat(ask(argument)).startsWith("501 5.5.4 ");
    }

    @Test
    void domainMayBeAskedForOnceAMinute() throws Exception {
        assertThat(ask("node.test")).startsWith("251 ");
        assertThat(ask("NODE.test")).isEqualTo("458 4.7.0 Asked for node.test a moment ago");
        assertThat(ask("other.test")).startsWith("251 ");
        rig.advance(Duration.ofMinutes(1));
        assertThat(ask("node.test")).startsWith("251 ");
    }

    @Test
    void whatItRemembersIsBounded() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            etrn.onCommand("ETRN", "n" + i + ".test", LISTED);
        }

        assertThat(ask("one-more.test")).startsWith("458 4.7.0 ");
    }

    @Test
    void pausedQueueStartsNothing() throws Exception {
        rig.queue.pause();

        assertThat(ask("node.test")).isEqualTo("458 4.3.2 The queue is paused");
    }

    private QueueId waiting(String recipient) {
        int before = rig.spool.records.size();
        QueueId id = rig.spool.accept("sender@example.net", recipient);
        await().until(() -> rig.spool.records.size() > before);
        rig.idle();
        return id;
    }

    private String ask(String argument) throws InterruptedException {
        return text(etrn.onCommand("ETRN", argument, LISTED));
    }

    private static String text(CommandAnswer answer) {
        CommandAnswer.Reply reply = (CommandAnswer.Reply) answer;
        return reply.code() + " " + reply.status();
    }
}
