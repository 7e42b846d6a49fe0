// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.postern.api.mail.Envelope;
import io.postern.api.mail.HeaderField;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

@Timeout(60)
class JournalSpoolTest {
    @TempDir Path folder;

    private final MemoryJournal.Disk disk = new MemoryJournal.Disk();
    private final BlockingQueue<SpooledMessage> consumed = new LinkedBlockingQueue<>();
    private SpoolOnDisk opened;
    private Spool spool;

    @BeforeEach
    void open() {
        opened = new SpoolOnDisk(disk, folder, 1 << 20);
        spool = opened.spool();
        spool.consume(consumed::add);
    }

    @AfterEach
    void close() {
        opened.close();
    }

    private void reopen() {
        close();
        consumed.clear();
        open();
    }

    private SpooledMessage next() throws InterruptedException {
        SpooledMessage message = consumed.poll(10, TimeUnit.SECONDS);
        assertThat(message).isNotNull();
        return message;
    }

    @Test
    void acceptedMessageReachesTheConsumerAndIsFoundAgain() throws InterruptedException {
        byte[] body = Mail.body(1, 3000);
        QueueId id = Mail.accept(spool, body, Mail.acceptance("a", "b"));
        SpooledMessage message = next();
        assertThat(message.id()).isEqualTo(id);
        assertThat(message.received()).isEqualTo(Instant.ofEpochSecond(5, 6));
        assertThat(message.reversePath()).hasToString("sender@example.com");
        assertThat(message.options().body()).isEqualTo(Envelope.BodyType.EIGHT_BIT_MIME);
        assertThat(message.size()).isEqualTo(Mail.HEAD.length + 3000);
        assertThat(message.recipients())
                .containsExactly(
                        entry(0, "a", new RecipientState.Waiting(0, message.received(), "")),
                        entry(1, "b", new RecipientState.Waiting(0, message.received(), "")));
        assertThat(Mail.read(message.message())).isEqualTo(Mail.headed(body));
        reopen();
        assertThat(Mail.read(next().message())).isEqualTo(Mail.headed(body));
        assertThat(spool.find(id)).isPresent();
        assertThat(spool.status().messages()).isEqualTo(1);
    }

    private static SpooledMessage.Entry entry(int index, String name, RecipientState state) {
        Recipient recipient = Recipient.of(Mailbox.of(name, "example.org"));
        return new SpooledMessage.Entry(index, recipient, state);
    }

    @Test
    void doubtIsThereAfterARestartAndOfItsRecipientAlone() throws InterruptedException {
        Instant due = Instant.ofEpochSecond(99);
        var doubtful = new RecipientState.Waiting(1, due, "lost", true);
        var put = new RecipientState.Waiting(1, due, "lost");
        QueueId all = Mail.accept(spool, Mail.body(1, 10), Mail.acceptance("a", "b"));
        spool.record(
                all,
                List.of(new RecipientChange(0, doubtful), new RecipientChange(1, doubtful)),
                List.of());
        QueueId one = Mail.accept(spool, Mail.body(1, 10), Mail.acceptance("a", "b"));
        spool.record(
                one,
                List.of(new RecipientChange(0, doubtful), new RecipientChange(1, put)),
                List.of());
        reopen();
        assertThat(spool.find(all).orElseThrow().recipients())
                .containsExactly(entry(0, "a", doubtful), entry(1, "b", doubtful));
        assertThat(spool.find(one).orElseThrow().recipients())
                .containsExactly(entry(0, "a", doubtful), entry(1, "b", put));
    }

    @Test
    void outcomesAreThereAfterARestart() throws InterruptedException {
        QueueId id = Mail.accept(spool, Mail.body(1, 10), Mail.acceptance("a", "b", "c", "d"));
        var waiting = new RecipientState.Waiting(3, Instant.ofEpochSecond(99, 1), "later");
        var other =
                Recipient.of(Mailbox.of("b", "example.org"))
                        .redirectedTo(Mailbox.of("x", "example.net"));
        var redirected = new RecipientState.Redirected(List.of(other));
        var discarded = new RecipientState.Discarded("on purpose");
        spool.record(id, List.of(new RecipientChange(0, waiting)), List.of());
        spool.record(id, List.of(new RecipientChange(1, redirected)), List.of());
        spool.record(id, List.of(new RecipientChange(2, discarded)), List.of());
        spool.record(id, Mail.failed(3), List.of());
        reopen();
        SpooledMessage message = next();
        assertThat(message.recipients())
                .containsExactly(
                        entry(0, "a", waiting),
                        entry(1, "b", redirected),
                        entry(2, "c", discarded),
                        entry(3, "d", Mail.failed(3).getFirst().state()),
                        new SpooledMessage.Entry(
                                4, other, new RecipientState.Waiting(0, message.received(), "")));
    }

    @Test
    void optionsAndRequestsAreThereAfterARestart() throws InterruptedException {
        var options =
                new MailOptions(
                        Envelope.BodyType.BINARY_MIME, true, true, MailOptions.Returned.FULL, "id");
        var envelope =
                new Envelope(new ReversePath.Null(), EnvelopeCodecTest.recipients(), options);
        var acceptance = new Acceptance(envelope, Instant.ofEpochSecond(5), Mail.HEAD, 0, "");
        Mail.accept(spool, Mail.body(1, 10), acceptance);
        for (int i = 0; i < 2; i++) {
            SpooledMessage message = next();
            assertThat(message.options()).isEqualTo(options);
            assertThat(message.reversePath()).isEqualTo(new ReversePath.Null());
            assertThat(message.recipients())
                    .extracting(SpooledMessage.Entry::recipient)
                    .isEqualTo(envelope.recipients());
            reopen();
        }
    }

    @Test
    void redirectKeepsWhatWasAskedOverARestart() throws InterruptedException {
        QueueId id = Mail.accept(spool, Mail.body(1, 10), Mail.acceptance("a"));
        List<Recipient> others = EnvelopeCodecTest.recipients();
        spool.record(
                id,
                List.of(new RecipientChange(0, new RecipientState.Redirected(others))),
                List.of());
        reopen();
        assertThat(next().recipients().stream().skip(1).map(SpooledMessage.Entry::recipient))
                .isEqualTo(others);
    }

    @Test
    void reportOfASuccessAndItsOptionsAreThereAfterARestart() throws InterruptedException {
        QueueId id = Mail.accept(spool, Mail.body(1, 10), Mail.acceptance("a"));
        var options =
                new MailOptions(
                        Envelope.BodyType.EIGHT_BIT_MIME,
                        true,
                        true,
                        MailOptions.Returned.UNSAID,
                        "");
        var envelope =
                new Envelope(
                        new ReversePath.Null(),
                        List.of(Recipient.of(Mailbox.of("jürgen", "example.com"))),
                        options);
        var report = new Bounce(new QueueId(id + "b1"), envelope, Mail.body(2, 300 << 10));
        spool.record(id, Mail.delivered(0), List.of(report));
        reopen();
        SpooledMessage message = next();
        assertThat(message.id()).isEqualTo(report.id());
        assertThat(message.options()).isEqualTo(options);
        assertThat(Mail.read(message.message())).isEqualTo(report.message());
        assertThat(spool.find(id)).isEmpty();
    }

    @Test
    void messageIsOverWhenNoRecipientWaits() {
        QueueId id = Mail.accept(spool, Mail.body(1, 10), Mail.acceptance("a", "b"));
        spool.record(id, Mail.delivered(1), List.of());
        assertThat(spool.find(id)).isPresent();
        spool.record(id, Mail.delivered(0), List.of());
        assertThat(spool.find(id)).isEmpty();
        reopen();
        assertThat(consumed).isEmpty();
    }

    @Test
    void outcomeIsDurableWithoutAnotherCommit() {
        QueueId id = Mail.accept(spool, Mail.body(1, 10), Mail.acceptance("a"));
        int before = disk.syncs();
        spool.record(id, Mail.delivered(0), List.of());
        await().atMost(2, TimeUnit.SECONDS).until(() -> disk.syncs() > before);
        try (SpoolOnDisk after = new SpoolOnDisk(disk.powerCut(0, -1), folder)) {
            assertThat(after.spool().status().messages()).isZero();
        }
    }

    @Test
    void outcomeOfNobodyIsRefused() {
        QueueId id = Mail.accept(spool, Mail.body(1, 10), Mail.acceptance("a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> spool.record(id, Mail.delivered(1), List.of()));
        spool.record(new QueueId("UNKNOWN"), Mail.delivered(0), List.of());
        assertThat(spool.find(id)).isPresent();
    }

    @Test
    void bounceReachesTheConsumerOnceHoweverOftenItIsRecorded() throws InterruptedException {
        QueueId id = Mail.accept(spool, Mail.body(1, 10), Mail.acceptance("a", "b"));
        next();
        Bounce bounce = Mail.bounce("BOUNCEWITHANIDOFMORETHAN16", Mail.body(2, 400));
        spool.record(id, Mail.failed(0), List.of(bounce));
        spool.record(id, Mail.failed(1), List.of(bounce));
        SpooledMessage taken = next();
        assertThat(taken.id()).isEqualTo(bounce.id());
        assertThat(taken.reversePath()).hasToString("");
        assertThat(Mail.read(taken.message())).isEqualTo(bounce.message());
        reopen();
        assertThat(next().id()).isEqualTo(bounce.id());
        assertThat(consumed).isEmpty();
    }

    @Test
    void reportCountsFromTheMomentItIsRecorded(@TempDir Path apart) {
        try (HandSpool hand = new HandSpool(new MemoryJournal.Disk(), apart, 1 << 20)) {
            QueueId id = hand.accept(Mail.body(1, 10), Mail.acceptance("a"));
            hand.record(id, Mail.failed(0), Mail.bounce("BOUNCE", Mail.body(2, 400)));
            assertThat(hand.spool().find(new QueueId("BOUNCE"))).isEmpty();
            assertThat(hand.spool().unfinished()).isEqualTo(1);
            hand.turn();
            assertThat(hand.spool().find(new QueueId("BOUNCE"))).isPresent();
            assertThat(hand.spool().unfinished()).isEqualTo(1);
        }
    }

    @Test
    void heldMessageIsReleasedOnceAndForGood() throws InterruptedException {
        Acceptance held =
                new Acceptance(Mail.envelope("a"), Instant.EPOCH, new byte[0], 0, "looks odd");
        QueueId id = Mail.accept(spool, Mail.body(1, 10), held);
        assertThat(next().hold()).isEqualTo("looks odd");
        reopen();
        assertThat(next().hold()).isEqualTo("looks odd");
        assertThat(spool.release(id)).isTrue();
        assertThat(next().hold()).isEmpty();
        assertThat(spool.release(id)).isFalse();
        reopen();
        assertThat(next().hold()).isEmpty();
    }

    @Test
    void messageIsHeldLaterAndHandedOverAgainEachTime() throws InterruptedException {
        QueueId id = Mail.accept(spool, Mail.body(1, 10), Mail.acceptance("a"));
        assertThat(next().hold()).isEmpty();
        assertThat(spool.hold(id, "held by ann")).isTrue();
        assertThat(spool.hold(id, "held by bob")).isFalse();
        assertThat(next().hold()).isEqualTo("held by ann");
        reopen();
        assertThat(next().hold()).isEqualTo("held by ann");
        assertThat(spool.release(id)).isTrue();
        assertThat(next().hold()).isEmpty();
        assertThat(spool.hold(id, "once more")).isTrue();
        assertThat(next().hold()).isEqualTo("once more");
        reopen();
        assertThat(next().hold()).isEqualTo("once more");
        assertThat(spool.hold(new QueueId("UNKNOWN"), "x")).isFalse();
    }

    @Test
    void headReplacesWhatIsSkipped() throws InterruptedException {
        byte[] body = Mail.ascii("Subject: old\r\n\r\ntext\r\n");
        byte[] head = Mail.ascii("Received: by us\r\nSubject: new\r\n");
        Mail.accept(spool, body, new Acceptance(Mail.envelope("a"), Instant.EPOCH, head, 14, ""));
        Message message = next().message();
        assertThat(Mail.read(message))
                .isEqualTo(Mail.ascii("Received: by us\r\nSubject: new\r\n\r\ntext\r\n"));
        assertThat(message.size()).isEqualTo(head.length + 8);
        assertThat(message.header("subject")).contains("new");
    }

    @Test
    void headersAreUnfoldedAndEndAtTheEmptyLine() throws InterruptedException {
        byte[] body = Mail.ascii("Subject: a\r\n b\r\nX-Empty:\r\nTo : c\r\n\r\nNot: a header\r\n");
        try (Reception reception = spool.receive()) {
            reception.write(ByteBuffer.wrap(body));
            assertThat(reception.message().headers())
                    .containsExactly(
                            new HeaderField("Subject", "a b"),
                            new HeaderField("X-Empty", ""),
                            new HeaderField("To", "c"));
        }
    }

    @Test
    void eightBitIsWhatIsLeftAfterEditing() throws InterruptedException {
        byte[] body = Mail.body(1, 70_000);
        body[3] = (byte) 0xe4;
        Acceptance plain = Mail.acceptance("a");
        Mail.accept(spool, body, plain);
        assertThat(next().message().isEightBit()).isTrue();
        Acceptance edited = new Acceptance(plain.envelope(), plain.received(), plain.head(), 4, "");
        Mail.accept(spool, body, edited);
        assertThat(next().message().isEightBit()).isFalse();
        body[69_999] = (byte) 0x80;
        Mail.accept(spool, body, edited);
        assertThat(next().message().isEightBit()).isTrue();
    }

    @Test
    void policiesReadWhatHasBeenWrittenSoFar() throws InterruptedException {
        byte[] body = Mail.body(1, 150_000);
        try (Reception reception = spool.receive()) {
            Mail.write(reception, body);
            assertThat(reception.size()).isEqualTo(150_000);
            assertThat(Mail.read(reception.message())).isEqualTo(body);
        }
        assertThat(spool.status().messages()).isZero();
    }

    @Test
    void largeMessageOfMixedPiecesComesBack() throws InterruptedException {
        byte[] body = Mail.body(4, 3_000_000);
        Mail.accept(spool, body, Mail.acceptance("a"));
        assertThat(Mail.read(next().message())).isEqualTo(Mail.headed(body));
        reopen();
        assertThat(Mail.read(next().message())).isEqualTo(Mail.headed(body));
    }

    @Test
    void manyRecipientsComeBack() throws InterruptedException {
        String[] names = new String[10_000];
        for (int i = 0; i < names.length; i++) {
            names[i] = "recipient" + i;
        }
        Mail.accept(spool, Mail.body(1, 10), Mail.acceptance(names));
        reopen();
        List<SpooledMessage.Entry> entries = next().recipients();
        assertThat(entries).hasSize(10_000);
        assertThat(entries.get(9_999).recipient()).hasToString("recipient9999@example.org");
    }

    @Test
    void idsAreUniqueAndSortByTimeOverARestart() {
        QueueId last = new QueueId("0");
        for (int i = 0; i < 50; i++) {
            if (i % 10 == 0) {
                reopen();
            }
            QueueId id = Mail.accept(spool, Mail.body(i, 10), Mail.acceptance("a"));
            assertThat(id).isGreaterThan(last);
            assertThat(id.value()).hasSize(12);
            last = id;
        }
    }

    @Test
    void closedSpoolTakesNothing() throws InterruptedException {
        Reception reception = spool.receive();
        reception.write(ByteBuffer.wrap(Mail.body(1, 10)));
        close();
        assertThatExceptionOfType(SpoolUnavailableException.class)
                .isThrownBy(() -> reception.commit(Mail.acceptance("a")));
        reception.close();
    }
}
