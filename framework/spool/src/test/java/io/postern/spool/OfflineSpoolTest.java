// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.postern.api.mail.QueueId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a person is told of a journal, whole and not. */
@Timeout(60)
class OfflineSpoolTest {
    private static final RecordFilter ALL = new RecordFilter(Set.of(), Set.of(), Set.of());

    @TempDir Path folder;

    private MemoryJournal.Disk disk = new MemoryJournal.Disk();

    /** Sent and waiting: a small one with two recipients, one that is held, one in many chunks. */
    private List<QueueId> write() {
        return write(1 << 30);
    }

    private List<QueueId> write(long segmentOctets) {
        try (SpoolOnDisk opened = new SpoolOnDisk(disk, folder, segmentOctets)) {
            Spool spool = opened.spool();
            QueueId small = Mail.accept(spool, Mail.body(1, 500), Mail.acceptance("a", "b"));
            Acceptance held =
                    new Acceptance(
                            Mail.envelope("c"),
                            Mail.acceptance("c").received(),
                            Mail.HEAD,
                            0,
                            "looks odd");
            QueueId odd = Mail.accept(spool, Mail.body(2, 600), held);
            QueueId large = Mail.accept(spool, Mail.body(3, 200_000), Mail.acceptance("d"));
            spool.record(small, Mail.delivered(0), List.of());
            return List.of(small, odd, large);
        }
    }

    private OfflineSpool open() throws IOException {
        return OfflineSpool.open(disk, folder);
    }

    private SpoolSurvey survey() throws IOException {
        try (OfflineSpool spool = open()) {
            return spool.survey();
        }
    }

    private List<RecordView> records(RecordFilter filter) throws IOException {
        List<RecordView> records = new ArrayList<>();
        try (OfflineSpool spool = open()) {
            spool.records(filter, records::add);
        }
        return records;
    }

    private Journal.Place place(String type, QueueId id) throws IOException {
        return records(new RecordFilter(Set.of(), Set.of(id.value()), Set.of(type)))
                .getFirst()
                .place();
    }

    @Test
    void emptyFolderIsSound() throws IOException {
        SpoolSurvey survey = survey();
        assertThat(survey.isSound()).isTrue();
        assertThat(survey.records()).isZero();
        assertThat(survey.waiting().messages()).isZero();
        assertThat(records(ALL)).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void soundJournalIsCounted() throws IOException {
        write();
        SpoolSurvey survey = survey();
        assertThat(survey.isSound()).as(survey.toString()).isTrue();
        assertThat(survey.keyFile()).isTrue();
        int octets = 500 + 600 + 200_000 + 3 * Mail.HEAD.length;
        assertThat(survey.waiting()).isEqualTo(new SpoolSurvey.Waiting(3, 1, octets));
        assertThat(survey.records()).isEqualTo(survey.lastSequence()).isGreaterThan(8);
        assertThat(survey.torn().octets()).isZero();
        assertThat(survey.suspects()).isEmpty();
    }

    @Test
    void recordsSayWhatTheyAre() throws IOException {
        List<QueueId> ids = write();
        List<RecordView> records = records(ALL);
        assertThat(records).extracting(RecordView::type).contains("NOTE", "BODY", "OUTCOME");
        assertThat(records.getFirst().facts()).containsEntry("note", "segment begins");
        assertThat(records.getFirst().message()).isEmpty();
        List<RecordView> small =
                records(new RecordFilter(Set.of(), Set.of(ids.getFirst().value()), Set.of()));
        assertThat(small).extracting(RecordView::type).containsExactly("ACCEPT", "OUTCOME");
        assertThat(small.getFirst().message()).isEqualTo(ids.getFirst().value());
        assertThat(small.getFirst().facts())
                .containsEntry("from", "<sender@example.com>")
                .containsEntry("to", List.of("<a@example.org>", "<b@example.org>"))
                .containsEntry("size", 500L + Mail.HEAD.length);
        assertThat(small.getLast().facts()).containsEntry("outcomes", List.of("0 delivered by mx"));
        assertThat(records(new RecordFilter(Set.of(), Set.of(), Set.of("BODY")))).hasSize(3);
        assertThat(records(new RecordFilter(Set.of(), Set.of(), Set.of("SEAL"))))
                .singleElement()
                .satisfies(seal -> assertThat(seal.facts()).containsEntry("first", 1L));
        assertThat(records(new RecordFilter(Set.of(2), Set.of(), Set.of()))).isEmpty();
    }

    @Test
    void messageOfALongIdIsFoundByIt() throws IOException {
        String id = "0123456789ABb0123456789";
        try (SpoolOnDisk opened = new SpoolOnDisk(disk, folder)) {
            Spool spool = opened.spool();
            QueueId original = Mail.accept(spool, Mail.body(1, 50), Mail.acceptance("a"));
            Bounce bounce = Mail.bounce(id, Mail.body(2, 70));
            spool.record(original, Mail.failed(0), List.of(bounce));
        }
        List<RecordView> records =
                records(new RecordFilter(Set.of(), Set.of(id), Set.of("ACCEPT")));
        assertThat(records).singleElement().extracting(RecordView::facts).isNotNull();
        assertThat(records.getFirst().facts())
                .containsEntry("id", id)
                .containsEntry("bounce", true);
        String shown = records.getFirst().message();
        assertThat(shown).matches("[0-9a-f]{32}");
        assertThat(records(new RecordFilter(Set.of(), Set.of(shown), Set.of()))).hasSize(1);
        try (OfflineSpool spool = open()) {
            assertThat(Mail.read(spool.message(id).orElseThrow())).isEqualTo(Mail.body(2, 70));
        }
    }

    @Test
    void messageComesBackByItsOctetsAlsoWhereItIsFinished() throws IOException {
        List<QueueId> ids = write();
        try (SpoolOnDisk opened = new SpoolOnDisk(disk, folder)) {
            opened.spool().record(ids.getLast(), Mail.delivered(0), List.of());
        }
        try (OfflineSpool spool = open()) {
            assertThat(Mail.read(spool.message(ids.getLast().value()).orElseThrow()))
                    .isEqualTo(Mail.headed(Mail.body(3, 200_000)));
            assertThat(spool.message("NOTHERE")).isEmpty();
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> spool.message("no id"));
        }
    }

    @Test
    void whatAPowerCutLeavesIsSound() throws Exception {
        write();
        try (SpoolOnDisk opened = new SpoolOnDisk(disk, folder);
                Reception reception = opened.spool().receive()) {
            Mail.write(reception, Mail.body(9, 500_000));
            Mail.read(reception.message()); // which waits until its chunks are written
            disk = disk.powerCut(0b1010, 0);
        }
        SpoolSurvey survey = survey();
        assertThat(survey.isSound()).as(survey.toString()).isTrue();
        assertThat(survey.waiting().messages()).isEqualTo(3);
    }

    @Test
    void tornTailIsSoundAndNamesWhatItMayHold() throws IOException {
        List<QueueId> ids = write();
        long from = place("OUTCOME", ids.getFirst()).offset();
        for (RecordView record : records(ALL)) {
            if (record.place().offset() >= from) {
                disk.flip(record.place(), Frame.HEADER + 2);
            }
        }
        SpoolSurvey survey = survey();
        assertThat(survey.isSound()).as(survey.toString()).isTrue();
        assertThat(survey.torn().octets()).isPositive();
        assertThat(survey.suspects())
                .extracting(SpoolSurvey.Suspect::type, SpoolSurvey.Suspect::message)
                .contains(tuple("OUTCOME", ids.getFirst().value()));
    }

    @Test
    void flippedBitInABodyDamagesItsMessage() throws IOException {
        List<QueueId> ids = write();
        Journal.Place place = place("BODY", ids.getLast());
        disk.flip(place, 5000);
        SpoolSurvey survey = survey();
        assertThat(survey.isSound()).isFalse();
        assertThat(survey.damaged())
                .singleElement()
                .satisfies(
                        damaged -> {
                            assertThat(damaged.id()).isEqualTo(ids.getLast().value());
                            assertThat(damaged.from()).isEqualTo("<sender@example.com>");
                            assertThat(damaged.to()).containsExactly("<d@example.org>");
                        });
        assertThat(survey.gaps()).singleElement().matches(SpoolSurvey.Gap::lost);
        assertThat(survey.unreadable()).hasSize(1);
        assertThat(survey.suspects())
                .singleElement()
                .matches(suspect -> suspect.type().equals("BODY"))
                .matches(suspect -> suspect.message().equals(ids.getLast().value()));
        assertThat(survey.trouble()).contains("message " + ids.getLast() + " is damaged");
        try (OfflineSpool spool = open()) {
            var message = spool.message(ids.getLast().value()).orElseThrow();
            assertThatExceptionOfType(SpoolUnavailableException.class)
                    .isThrownBy(() -> Mail.read(message));
        }
    }

    @Test
    void flippedBitInAnEnvelopeLosesTheMessageAndNamesIt() throws IOException {
        List<QueueId> ids = write();
        Journal.Place place = place("ACCEPT", ids.get(1));
        disk.flip(place, place.length() - 20);
        SpoolSurvey survey = survey();
        assertThat(survey.isSound()).isFalse();
        assertThat(survey.waiting().messages()).isEqualTo(2);
        assertThat(survey.suspects())
                .extracting(SpoolSurvey.Suspect::type, SpoolSurvey.Suspect::message)
                .containsExactly(tuple("ACCEPT", ids.get(1).value()));
    }

    @Test
    void flippedBitInAHeaderIsDamageToo() throws IOException {
        List<QueueId> ids = write();
        disk.flip(place("ACCEPT", ids.get(1)), 10);
        SpoolSurvey survey = survey();
        assertThat(survey.isSound()).isFalse();
        assertThat(survey.gaps()).singleElement().matches(SpoolSurvey.Gap::lost);
    }

    @Test
    void missingSegmentIsDamage() throws IOException {
        write(60_000);
        disk.lose(2);
        SpoolSurvey survey = survey();
        assertThat(survey.isSound()).isFalse();
        assertThat(survey.missingSegments()).containsExactly(2);
        assertThat(survey.trouble()).contains("segment 2 is missing");
    }

    @Test
    void lostKeyFileIsDamageThatStopsNothing() throws IOException {
        write();
        Files.delete(folder.resolve("key"));
        SpoolSurvey survey = survey();
        assertThat(survey.isSound()).isFalse();
        assertThat(survey.keyFile()).isFalse();
        assertThat(survey.waiting().messages()).isEqualTo(3);
        assertThat(folder.resolve("key")).as("nothing is changed").doesNotExist();
    }

    @Test
    void forgedRecordInsideABodyIsShownNowhere() throws IOException {
        JournalKey guessed = new JournalKey(new byte[16]);
        QueueId id = new QueueId("FORGED");
        PayloadWriter forged = AcceptRecord.begin(100);
        var decided =
                new AcceptRecord.Decided(
                        Mail.acceptance("victim"),
                        EnvelopeCodec.encode(Mail.envelope("victim")),
                        false,
                        false);
        AcceptRecord.endOctets(forged);
        AcceptRecord.write(forged, id, decided);
        AcceptRecord.write(forged, List.of());
        var record = forged.finish(RecordType.ACCEPT, MessageId.of(id), guessed);
        byte[] body = Frame.seal(record, guessed, 100_000, 2).array();
        QueueId carrier;
        try (SpoolOnDisk opened = new SpoolOnDisk(disk, folder)) {
            carrier = Mail.accept(opened.spool(), body, Mail.acceptance("a"));
            Mail.accept(opened.spool(), Mail.body(1, 10), Mail.acceptance("a"));
        }
        assertThat(records(ALL)).noneMatch(shown -> shown.message().equals("FORGED"));
        disk.flip(place("ACCEPT", carrier), 45);
        SpoolSurvey survey = survey();
        assertThat(survey.waiting().messages()).isEqualTo(1);
        assertThat(survey.trouble().toString()).doesNotContain("FORGED");
        assertThat(survey.damaged()).isEmpty();
    }

    @Test
    void laterVersionIsNoDamageAndIsListed() throws IOException {
        write();
        try (Journal journal = disk.open(folder, 1 << 20)) {
            journal.roll();
            JournalKey key = new KeyFile(folder).load();
            var known = new PayloadWriter(8).putInt(5);
            journal.append(later(known.finish(RecordType.NOTE, MessageId.NONE, key), key));
        }
        try (OfflineSpool spool = open()) {
            assertThatExceptionOfType(LaterVersionException.class)
                    .isThrownBy(spool::survey)
                    .withMessageContaining("segment 2, offset 0")
                    .withMessageContaining("later version");
        }
        RecordView last = records(ALL).getLast();
        assertThat(last.type()).isEqualTo("LATER");
        assertThat(last.facts()).containsEntry("what", "a record of type 99, version 1");
    }

    /** A whole record of a type that isn't known yet. */
    private static ByteBuffer later(Frame.Unsealed record, JournalKey key) {
        ByteBuffer sealed = Frame.seal(record, key, 1000, 999);
        sealed.put(4, (byte) 99);
        int length = sealed.limit() - Frame.OVERHEAD;
        ByteBuffer checked = ByteBuffer.allocate(Frame.HEADER + 8);
        checked.put(0, sealed, 0, Frame.HEADER).putLong(Frame.HEADER, record.payloadCheck());
        return sealed.putLong(Frame.HEADER + length, key.check(checked));
    }
}
