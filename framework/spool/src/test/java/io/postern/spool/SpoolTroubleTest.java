// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.postern.api.mail.QueueId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Failing syncs, full disks, damage, crowds. */
@Timeout(60)
class SpoolTroubleTest {
    @TempDir Path folder;

    private final MemoryJournal.Disk disk = new MemoryJournal.Disk();
    private SpoolOnDisk opened;

    private Spool open() {
        opened = new SpoolOnDisk(disk, folder, 1 << 20);
        return opened.spool();
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void afterAFailedSyncNoCommitEverSucceeds() {
        Spool spool = open();
        QueueId safe = Mail.accept(spool, Mail.body(1, 100), Mail.acceptance("a"));
        disk.failSyncs();
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(SpoolUnavailableException.class)
                    .isThrownBy(() -> Mail.accept(spool, Mail.body(2, 100), Mail.acceptance("a")));
        }
        assertThat(opened.failure()).hasMessage("input/output error");
        assertThat(spool.status().trouble()).contains("failed").contains("input/output error");
        assertThat(spool.find(safe)).isPresent();
        assertThat(spool.status().messages()).isEqualTo(1);
    }

    @Test
    void failedSyncFailsAllWhoWait() throws Exception {
        Spool spool = open();
        disk.failSyncs();
        List<Future<QueueId>> senders = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                byte[] body = Mail.body(i, 100_000);
                senders.add(threads.submit(() -> Mail.accept(spool, body, Mail.acceptance("a"))));
            }
        }
        assertThat(senders)
                .allSatisfy(
                        sender ->
                                assertThat(sender.exceptionNow())
                                        .isInstanceOf(SpoolUnavailableException.class));
    }

    @Test
    void fullDiskRefusesMailAndTakesItAgainWhenThereIsRoom() {
        Spool spool = open();
        Mail.accept(spool, Mail.body(1, 100), Mail.acceptance("a"));
        disk.capacity(50_000);
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(SpoolFullException.class)
                    .isThrownBy(
                            () -> Mail.accept(spool, Mail.body(2, 200_000), Mail.acceptance("a")));
        }
        disk.relieve();
        QueueId id = Mail.accept(spool, Mail.body(3, 200_000), Mail.acceptance("a"));
        assertThat(opened.failure()).isNull();
        assertThat(Mail.read(spool.find(id).orElseThrow().message()))
                .isEqualTo(Mail.headed(Mail.body(3, 200_000)));
        assertThat(spool.status().messages()).isEqualTo(2);
    }

    @Test
    void damagedBodyIsReportedKeptAndNeverHandedOut() {
        List<Journal.Place> places = new ArrayList<>();
        Spool spool = open();
        QueueId damaged = Mail.accept(spool, Mail.body(1, 200_000), Mail.acceptance("a"));
        QueueId sound = Mail.accept(spool, Mail.body(2, 200_000), Mail.acceptance("a"));
        close();
        new SpoolOnDisk(recording(places), folder).close();
        disk.flip(places.get(2), 5000); // the first message's second chunk
        Spool again = open();
        assertThat(again.status().recovery())
                .contains("message " + damaged + " is damaged")
                .contains("records 3 to 3 are lost");
        assertThat(again.find(damaged)).isPresent();
        assertThatExceptionOfType(SpoolUnavailableException.class)
                .isThrownBy(() -> Mail.read(again.find(damaged).orElseThrow().message()));
        assertThat(Mail.read(again.find(sound).orElseThrow().message()))
                .isEqualTo(Mail.headed(Mail.body(2, 200_000)));
    }

    @Test
    void damageAfterRecoveryIsNoticedWhenTheMessageIsRead() {
        Spool spool = open();
        QueueId id = Mail.accept(spool, Mail.body(1, 1000), Mail.acceptance("a"));
        disk.flip(new Journal.Place(1, spoolRecords() - 1, 0), 500);
        assertThatExceptionOfType(SpoolUnavailableException.class)
                .isThrownBy(() -> spool.find(id).orElseThrow().message());
    }

    @Test
    void lostRedirectIsNoReasonNotToStart() {
        Spool spool = open();
        QueueId id = Mail.accept(spool, Mail.body(1, 100), Mail.acceptance("a"));
        var other = Mail.envelope("other").recipients();
        var redirected = new RecipientState.Redirected(other);
        spool.record(id, List.of(new RecipientChange(0, redirected)), List.of());
        spool.record(id, Mail.delivered(1), List.of());
        close();
        disk.flip(new Journal.Place(1, spoolRecords(), 0), 60);
        Spool again = open();
        assertThat(again.status().recovery()).contains("an outcome of message " + id + " is lost");
        assertThat(again.find(id).orElseThrow().recipients()).hasSize(1);
    }

    private int spoolRecords() {
        return 3; // the segment's note, recovery's note, the ACCEPT
    }

    private JournalFactory recording(List<Journal.Place> places) {
        return (path, octets) -> {
            Journal journal = disk.open(path, octets);
            journal.replay((place, _) -> places.add(place));
            return journal;
        };
    }

    @Test
    void missingSegmentStopsTheStartUnlessItIsAccepted() {
        SpoolOnDisk first = new SpoolOnDisk(disk, folder, 100_000);
        for (int i = 0; i < 6; i++) {
            Mail.accept(first.spool(), Mail.body(i, 60_000), Mail.acceptance("a"));
        }
        first.close();
        disk.lose(3);
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(this::open)
                .withMessageContaining("--accept-gap 3");
        var settings = new SpoolSettings(SpoolSettings.Sync.GROUP, 1 << 20, Set.of(3));
        opened = new SpoolOnDisk(disk, folder, settings);
        assertThat(opened.spool().status().messages()).isBetween(4L, 5L);
        opened.close();
        assertThat(open().status().messages()).as("accepted once is enough").isBetween(4L, 5L);
    }

    @Test
    void lostKeyIsFoundInTheJournal() throws Exception {
        QueueId id = Mail.accept(open(), Mail.body(1, 1000), Mail.acceptance("a"));
        close();
        Files.delete(folder.resolve("key"));
        assertThat(Mail.read(open().find(id).orElseThrow().message()))
                .isEqualTo(Mail.headed(Mail.body(1, 1000)));
        assertThat(folder.resolve("key")).exists();
    }

    @Test
    void forgedRecordInABodyIsNotBelieved() {
        Spool spool = open();
        JournalKey guessed = new JournalKey(new byte[16]);
        PayloadWriter forged = AcceptRecord.begin(100);
        var decided =
                new AcceptRecord.Decided(
                        Mail.acceptance("victim"),
                        EnvelopeCodec.encode(Mail.envelope("victim")),
                        false,
                        false);
        QueueId id = new QueueId("FORGED");
        AcceptRecord.endOctets(forged);
        AcceptRecord.write(forged, id, decided);
        AcceptRecord.write(forged, List.of());
        var record = forged.finish(RecordType.ACCEPT, MessageId.of(id), guessed);
        byte[] body = Frame.seal(record, guessed, 3, 2).array();
        assertThat(Frame.parse(Frame.seal(record, guessed, 3, 2), guessed)).isNotNull();
        assertThat(Frame.parse(Frame.seal(record, guessed, 3, 2), JournalKey.random())).isNull();
        Mail.accept(spool, body, Mail.acceptance("a"));
        close();
        assertThat(open().find(id)).isEmpty();
    }

    @Test
    void manySendersShareSyncs() throws Exception {
        Spool spool = open();
        int before = disk.syncs();
        disk.onStep(SpoolTroubleTest::slowDisk);
        List<Future<QueueId>> senders = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 400; i++) {
                byte[] body = Mail.body(i, 1000);
                senders.add(threads.submit(() -> Mail.accept(spool, body, Mail.acceptance("a"))));
            }
        }
        for (int i = 0; i < senders.size(); i++) {
            QueueId id = senders.get(i).resultNow();
            assertThat(Mail.read(spool.find(id).orElseThrow().message()))
                    .isEqualTo(Mail.headed(Mail.body(i, 1000)));
        }
        assertThat(disk.syncs() - before).isLessThan(200);
    }

    private static void slowDisk() {
        long until = System.nanoTime() + 20_000;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    @Test
    void segmentsOfFinishedMessagesAreDeletedFromTheOldEnd() {
        Spool spool = open();
        List<QueueId> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(Mail.accept(spool, Mail.body(i, 400_000), Mail.acceptance("a")));
        }
        assertThat(disk.segments()).isGreaterThan(5);
        ids.subList(1, 20).forEach(id -> spool.record(id, Mail.delivered(0), List.of()));
        Mail.accept(spool, Mail.body(1, 10), Mail.acceptance("a"));
        assertThat(disk.segments()).as("the oldest message still waits").isGreaterThan(5);
        spool.record(ids.getFirst(), Mail.delivered(0), List.of());
        await().atMost(5, TimeUnit.SECONDS).until(() -> disk.segments() == 1);
    }

    @Test
    void segmentsOfAReceptionUnderWayAreKept() throws InterruptedException {
        Spool spool = open();
        byte[] slow = Mail.body(99, 300_000);
        try (Reception reception = spool.receive()) {
            Mail.write(reception, slow);
            for (int i = 0; i < 10; i++) {
                QueueId id = Mail.accept(spool, Mail.body(i, 400_000), Mail.acceptance("a"));
                spool.record(id, Mail.delivered(0), List.of());
            }
            reception.commit(Mail.acceptance("a"));
            close();
            assertThat(Mail.read(open().find(reception.id()).orElseThrow().message()))
                    .isEqualTo(Mail.headed(slow));
        }
    }

    @Test
    void withoutSyncNothingWaitsForTheDisk() {
        var settings = new SpoolSettings(SpoolSettings.Sync.NONE, 1 << 20, Set.of());
        opened = new SpoolOnDisk(disk, folder, settings);
        for (int i = 0; i < 10; i++) {
            Mail.accept(opened.spool(), Mail.body(i, 100), Mail.acceptance("a"));
        }
        assertThat(disk.syncs()).isZero();
        try (SpoolOnDisk after = new SpoolOnDisk(disk.kill(), folder)) {
            assertThat(after.spool().status().messages()).isEqualTo(10);
        }
    }

    @Test
    void brokenConsumerStopsNothing() {
        Spool spool = open();
        spool.consume(
                _ -> {
                    throw new IllegalStateException("consumer");
                });
        assertThatCode(() -> Mail.accept(spool, Mail.body(1, 10), Mail.acceptance("a")))
                .doesNotThrowAnyException();
        assertThat(spool.status().trouble()).isEmpty();
    }
}
