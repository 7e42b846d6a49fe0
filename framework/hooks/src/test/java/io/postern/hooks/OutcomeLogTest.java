// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReturnPath;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.Peer;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The lines are an API: a change here is one for everybody who reads logs. */
class OutcomeLogTest {
    private static final Instant AT = Instant.EPOCH;
    private static final QueueId ID = new QueueId("4f2a");
    private static final Recipient ALICE = Recipient.of(Mailbox.of("alice", "example.org"));

    @Test
    void attemptSaysWhoViaWhomHowLongAndHow() {
        DeliveryOutcome deferred =
                new DeliveryOutcome.Deferred(
                        new Status.Transient(4, 1, "no answer"),
                        DeliveryOutcome.Blame.DESTINATION,
                        new Peer("mx1.example.org", ""));
        assertThat(
                        OutcomeLog.line(
                                new MailEvent.Attempted(
                                        AT, ID, ALICE, "smtp", Duration.ofMillis(2100), deferred)))
                .isEqualTo(
                        "4f2a to=<alice@example.org> via=smtp host=mx1.example.org delay=2.1s"
                                + " status=deferred (4.4.1 no answer)");
    }

    @Test
    void doubtStandsBehindAllThatOthersSay() {
        Status.Transient status = new Status.Transient(4, 2, "lost) doubtful=yes");
        for (boolean doubtful : new boolean[] {true, false}) {
            DeliveryOutcome outcome =
                    new DeliveryOutcome.Deferred(
                            status, DeliveryOutcome.Blame.MESSAGE, Peer.NONE, doubtful);
            assertThat(
                            OutcomeLog.line(
                                    new MailEvent.Attempted(
                                            AT, ID, ALICE, "smtp", Duration.ZERO, outcome)))
                    .endsWith(
                            "status=deferred (4.4.2 lost) doubtful=yes)"
                                    + (doubtful ? " doubtful=yes" : ""));
        }
    }

    @Test
    void acceptanceSaysFromToSizeAndSource() {
        Envelope envelope =
                new Envelope(
                        new ReversePath.Null(),
                        List.of(ALICE),
                        MailOptions.of(Envelope.BodyType.SEVEN_BIT));
        assertThat(OutcomeLog.line(new MailEvent.Accepted(AT, ID, envelope, 512, "192.0.2.1")))
                .isEqualTo(
                        "4f2a accepted from=<> to=<alice@example.org> recipients=1 size=512"
                                + " source=192.0.2.1");
    }

    @Test
    void whatComesFromOutsideStaysOnItsLineAndInItsQuotes() {
        assertThat(OutcomeLog.line(new MailEvent.Held(AT, ID, "a\r\n4f2b finished \"x\" \\")))
                .isEqualTo("4f2a status=held reason=\"a  4f2b finished \\\"x\\\" \\\\\"");
    }

    @Test
    void redirectSaysWhoseCopyItIs() {
        ReturnPath list = new ReturnPath.Own(new ReversePath.Of(Mailbox.of("list", "b.example")));
        assertThat(OutcomeLog.line(new MailEvent.Redirected(AT, ID, ALICE, ALICE)))
                .isEqualTo("4f2a redirect from=<alice@example.org> to=<alice@example.org>");
        assertThat(OutcomeLog.line(new MailEvent.Redirected(AT, ID, ALICE, ALICE.from(list))))
                .endsWith("to=<alice@example.org> sender=<list@b.example>");
    }

    @Test
    void editsOfAPolicyAreOnOneLine() {
        List<String> changes = List.of("add X-Note", "sender <a@b.example>", "wrap 20");
        assertThat(OutcomeLog.line(new MailEvent.Edited(AT, ID, "note", changes)))
                .isEqualTo(
                        "4f2a edited by=note changes=\"add X-Note, sender <a@b.example>, wrap"
                                + " 20\"");
    }
}
