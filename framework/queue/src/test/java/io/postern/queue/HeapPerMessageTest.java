// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.mail.Envelope;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.routing.Router;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Egress;
import io.postern.api.transport.Peer;
import io.postern.api.transport.RetrySchedule;
import io.postern.api.transport.Transport;
import io.postern.hooks.Hook;
import io.postern.hooks.HookChain;
import io.postern.spool.Acceptance;
import io.postern.spool.Reception;
import io.postern.spool.SpoolOnDisk;
import io.postern.testkit.Addresses;
import io.postern.testkit.TestHost;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * How much heap a message keeps that waits, all in all: what the spool and the queue hold of it,
 * with the last reply, less the text of its addresses. Fills a real spool under a real queue,
 * measures what is live, fills it further, and divides the difference. {@code -Dpostern.messages}
 * says how far.
 */
@Timeout(600)
class HeapPerMessageTest {
    private static final int MESSAGES = Integer.getInteger("postern.messages", 20_000);
    private static final int DOMAINS = 1000;
    private static final int MOST_OCTETS = 400;
    private static final String SENDER = "sender@example.com";
    private static final byte[] BODY = new byte[1024];

    @TempDir Path folder;
    private SpoolOnDisk spool;
    private MailQueue queue;
    private long addressOctets;
    private int accepted;

    private void start(Transport transport) {
        spool = new SpoolOnDisk((path, _) -> new FileJournal(path), folder);
        Router router =
                (recipient, _) -> QueueRig.via("smtp", "mx." + recipient.mailbox().domain());
        Hook<Transport> hook =
                HookChain.of(Transport.class, Duration.ofMinutes(10), List.of(transport))
                        .hooks()
                        .getFirst();
        Egresses egresses = Egresses.of(Egress.of(TestHost.named("mx.postern.test")), List.of());
        RetryRules rules =
                RetryRules.of(
                        "queue: retry", List.of("5h x 100"), Duration.ofDays(5), new Random(1));
        queue =
                new MailQueue(
                        new Core(
                                spool.spool(),
                                _ -> {},
                                Clock.systemUTC(),
                                new QueueLoop(),
                                new Workers()),
                        QueueRig.chain(TestHost.named("mx.postern.test"), router),
                        new Outlets(_ -> Optional.of(hook), () -> egresses, List::of, List::of),
                        new Retries(
                                rules,
                                HookChain.of(
                                        RetrySchedule.class, Duration.ofSeconds(1), List.of())),
                        new PauseFile(folder, false),
                        new MailQueue.Limits(
                                new Sites.Limits(500, 20),
                                Duration.ofMinutes(10),
                                Duration.ofHours(4),
                                Reporting.plain(1000)));
        queue.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        queue.stop();
        spool.close();
    }

    @Test
    void messageThatWasPutOff() throws InterruptedException {
        start(attempt -> report(attempt, Blame.RECIPIENT, ""));

        assertThat(octetsPerMessage("put off")).isLessThan(MOST_OCTETS);
    }

    @Test
    void messageWhoseReplyIsLikeNoOther() throws InterruptedException {
        start(attempt -> report(attempt, Blame.RECIPIENT, " session " + attempt.queueId()));

        assertThat(octetsPerMessage("put off in words of its own")).isLessThan(MOST_OCTETS);
    }

    @Test
    void messageForADestinationThatIsDown() throws InterruptedException {
        start(attempt -> report(attempt, Blame.DESTINATION, ""));

        assertThat(octetsPerMessage("destination down")).isLessThan(MOST_OCTETS);
    }

    private DeliveryReport report(DeliveryAttempt attempt, Blame blame, String more) {
        Map<Recipient, DeliveryOutcome> outcomes = new HashMap<>();
        for (Recipient recipient : attempt.recipients()) {
            String host = "mx." + recipient.mailbox().domain();
            String text = "service not available" + more;
            outcomes.put(
                    recipient,
                    new DeliveryOutcome.Deferred(
                            new Status.Transient(3, 2, text),
                            blame,
                            new Peer(host, "421 " + text)));
        }
        return new DeliveryReport(outcomes);
    }

    private long octetsPerMessage(String state) throws InterruptedException {
        accept(MESSAGES / 4); // so that what is made once is there
        long before = live() - addressOctets;
        accept(MESSAGES);
        long after = live() - addressOctets;
        long octets = (after - before) / (accepted - MESSAGES / 4);
        System.out.printf("heap per message, %s: %d octets beside its addresses%n", state, octets);
        return octets;
    }

    private void accept(int until) throws InterruptedException {
        List<Thread> sessions = new ArrayList<>();
        int first = accepted;
        for (int i = 0; i < 16; i++) {
            int session = i;
            sessions.add(
                    Thread.startVirtualThread(
                            () -> {
                                for (int n = first + session; n < until; n += 16) {
                                    accept("user%07d@d%03d.test".formatted(n, n % DOMAINS));
                                }
                            }));
        }
        for (Thread session : sessions) {
            session.join();
        }
        for (; accepted < until; accepted++) {
            addressOctets += SENDER.length() + "user0000000@d000.test".length();
        }
        await().atMost(Duration.ofSeconds(500))
                .during(Duration.ofMillis(300))
                .until(() -> queue.status().waiting() == until && queue.status().active() == 0);
    }

    private void accept(String recipient) {
        try (Reception reception = spool.spool().receive()) {
            reception.write(ByteBuffer.wrap(BODY));
            Envelope envelope =
                    new Envelope(
                            Addresses.reversePath(SENDER),
                            List.of(Recipient.of(Addresses.mailbox(recipient))),
                            MailOptions.NONE);
            reception.commit(new Acceptance(envelope, Instant.now(), new byte[0], 0, ""));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Octets of the heap that are reachable. */
    private static long live() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
