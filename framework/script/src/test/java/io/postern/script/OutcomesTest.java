// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.event.MailEvent;
import io.postern.api.event.MailEventListener;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Status;
import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.Verdict;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.Peer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

@Timeout(60)
class OutcomesTest {
    @TempDir private Path home;

    private static MailEvent attempted(String recipient, DeliveryOutcome outcome) {
        return new MailEvent.Attempted(
                Instant.EPOCH,
                new QueueId("q1"),
                TestMail.recipient(recipient),
                "smtp",
                Duration.ofMillis(1500),
                outcome);
    }

    private static MailEvent failed(String recipient) {
        return attempted(
                recipient,
                new DeliveryOutcome.Failed(
                        new Status.Permanent(1, 1, "no such user"), new Peer("mx", "550 no")));
    }

    @Test
    void scriptIsToldOfEachRecipient() throws Exception {
        String source =
                """
                import { counters, reject } from 'postern';
                export function onOutcome({ id, recipient, kind, transport, code, text, host, reply, delay }) {
                    const line = [id, recipient.address, kind, transport, code, text, host, reply, delay].join('|');
                    counters.add('told', line, { window: '1h' });
                }
                export const onHelo = () => reject('5.0.0', String(
                    counters.get('told', 'q1|a@b.example|failed|smtp|5.1.1|no such user|mx|550 no|1.5', { window: '1h' })
                    + counters.get('told', 'q1|c@d.example|discarded|||on purpose|||0', { window: '1h' })));
                """;
        try (TestScript script = TestScript.of(home, source)) {
            MailEventListener listener = script.hook(MailEventListener.class);
            listener.onEvent(failed("a@b.example"));
            listener.onEvent(
                    new MailEvent.Discarded(
                            Instant.EPOCH,
                            new QueueId("q1"),
                            TestMail.recipient("c@d.example"),
                            "on purpose"));
            listener.onEvent(new MailEvent.Finished(Instant.EPOCH, new QueueId("q1")));
            await().untilAsserted(
                            () ->
                                    assertThat(
                                                    script.hook(HeloPolicy.class)
                                                            .onHelo(TestMail.client("192.0.2.1")))
                                            .isEqualTo(Verdict.reject(0, 0, "2")));
        }
    }

    @Test
    void mistakeChangesNothing() throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        export function onOutcome(outcome) { outcome.nothing.at(0); }
                        export function onHelo() {}
                        """)) {
            script.hook(MailEventListener.class).onEvent(failed("a@b.example"));
            assertThat(script.hook(HeloPolicy.class).onHelo(TestMail.client("192.0.2.1")))
                    .isEqualTo(Verdict.pass());
        }
    }

    /** Who tells never waits: what a script is too slow for is dropped, the oldest stay. */
    @Test
    void slowScriptLosesOutcomes() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<String> told = new CopyOnWriteArrayList<>();
        Outcomes outcomes =
                new Outcomes(
                        "scripts/policy.js",
                        outcome -> {
                            begun.countDown();
                            go.await();
                            told.add(outcome.recipient().mailbox().localPart());
                        },
                        2);
        outcomes.onEvent(failed("r0@b.example"));
        begun.await();
        for (int i = 1; i <= 10; i++) {
            outcomes.onEvent(failed("r" + i + "@b.example"));
        }
        go.countDown();
        await().untilAsserted(() -> assertThat(told).containsExactly("r0", "r1", "r2"));
        outcomes.onEvent(failed("r11@b.example"));
        await().untilAsserted(() -> assertThat(told).last().isEqualTo("r11"));
    }
}
