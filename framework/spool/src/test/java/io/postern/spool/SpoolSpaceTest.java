// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.postern.api.mail.QueueId;
import io.postern.spool.Spool.Standing;
import io.postern.spool.SpoolStatus.Space;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A disk that fills up, and gets room again: rung by rung, down and up. */
@Timeout(60)
class SpoolSpaceTest {
    private static final long MIB = 1L << 20;
    private static final long SEGMENT = 256 * MIB;
    private static final long TOTAL = 16L << 30;

    @TempDir Path folder;

    private final MemoryJournal.Disk disk = new MemoryJournal.Disk();
    private SpoolOnDisk opened;

    private Spool open(long segmentOctets) {
        opened = new SpoolOnDisk(disk, folder, segmentOctets);
        return opened.spool();
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    private void awaitSpace(Space space) {
        await().atMost(Duration.ofSeconds(5)).until(() -> opened.spool().status().space() == space);
    }

    private static void requireRefused(Spool spool, long octets, Standing standing) {
        assertThatExceptionOfType(SpoolFullException.class)
                .isThrownBy(() -> spool.requireRoom(octets, standing));
    }

    @Test
    void allMailIsTakenWhileATenthAndFourSegmentsAreFree() {
        disk.total(TOTAL);
        Spool spool = open(SEGMENT);
        disk.free(TOTAL / 10 + MIB);
        assertThat(spool.status().space()).isEqualTo(Space.AMPLE);
        spool.requireRoom(50 * MIB, Standing.STRANGER);
        assertThat(disk.reserved()).isEqualTo(64 * MIB);
    }

    @Test
    void strangersAreTheFirstToBePutOff() {
        disk.total(TOTAL);
        Spool spool = open(SEGMENT);
        disk.free(TOTAL / 10 - MIB);
        awaitSpace(Space.LOW);
        requireRefused(spool, 0, Standing.STRANGER);
        spool.requireRoom(50 * MIB, Standing.KNOWN);
        Mail.accept(spool, Mail.body(1, 200_000), Mail.acceptance("a"));
        assertThat(spool.status().trouble()).isEmpty();
        disk.free(TOTAL / 2);
        awaitSpace(Space.AMPLE);
        spool.requireRoom(0, Standing.STRANGER);
    }

    @Test
    void belowTwoSegmentsNobodysMailIsTakenButOutcomesAreWritten() {
        disk.total(TOTAL);
        Spool spool = open(SEGMENT);
        QueueId id = Mail.accept(spool, Mail.body(1, 100), Mail.acceptance("a"));
        disk.free(2 * SEGMENT - MIB);
        awaitSpace(Space.SHORT);
        requireRefused(spool, 0, Standing.KNOWN);
        assertThatExceptionOfType(SpoolFullException.class).isThrownBy(spool::receive);
        assertThat(spool.status().trouble()).contains("no mail is taken");
        assertThat(spool.takesOutcomes()).isTrue();
        spool.record(id, Mail.delivered(0), List.of());
        assertThat(disk.reserved()).isPositive();
        close();
        try (SpoolOnDisk after = new SpoolOnDisk(disk.powerCut(0, -1), folder)) {
            assertThat(after.spool().status().messages()).isZero();
        }
    }

    @Test
    void announcedSizesOfReceptionsUnderWayCount() throws InterruptedException {
        disk.total(TOTAL);
        Spool spool = open(SEGMENT);
        disk.free(2 * SEGMENT + 100 * MIB);
        awaitSpace(Space.LOW);
        requireRefused(spool, 101 * MIB, Standing.KNOWN);
        spool.requireRoom(60 * MIB, Standing.KNOWN);
        try (Reception first = spool.receive(60 * MIB)) {
            requireRefused(spool, 60 * MIB, Standing.KNOWN);
            assertThatExceptionOfType(SpoolFullException.class)
                    .isThrownBy(() -> spool.receive(60 * MIB));
            Mail.write(first, Mail.body(1, (int) (21 * MIB))); // takes room of its own by now
            spool.requireRoom(60 * MIB, Standing.KNOWN);
        }
        spool.requireRoom(100 * MIB, Standing.KNOWN);
    }

    @Test
    void onASmallDiskTheRungsAreATenthAndATwentieth() {
        disk.total(512 * MIB);
        Spool spool = open(SEGMENT);
        spool.requireRoom(10 * MIB, Standing.STRANGER);
        disk.free(52 * MIB);
        awaitSpace(Space.AMPLE);
        disk.free(50 * MIB);
        awaitSpace(Space.LOW);
        disk.free(25 * MIB);
        awaitSpace(Space.SHORT);
        assertThat(disk.reserved()).isBetween(24 * MIB, 26 * MIB);
    }

    @Test
    void outcomesUseTheReserveAndItIsMadeAgain() {
        Spool spool = open(MIB);
        QueueId id = Mail.accept(spool, Mail.body(1, 100), Mail.acceptance("a", "b"));
        disk.free(0);
        disk.capacity(0);
        spool.record(id, Mail.delivered(0), List.of());
        awaitSpace(Space.RESERVE);
        assertThat(disk.reserved()).isZero();
        assertThat(spool.takesOutcomes()).isTrue();
        requireRefused(spool, 0, Standing.KNOWN);
        spool.record(id, Mail.failed(1), List.of(Mail.bounce("B1", Mail.body(4, 100))));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> spool.find(new QueueId("B1")).isPresent());
        disk.relieve();
        disk.free(TOTAL);
        await().atMost(Duration.ofSeconds(5)).until(() -> disk.reserved() == 64 * MIB);
        Mail.accept(spool, Mail.body(2, 100), Mail.acceptance("a"));
    }

    @Test
    void mailNeverUsesTheReserve() {
        Spool spool = open(MIB);
        Mail.accept(spool, Mail.body(1, 100), Mail.acceptance("a"));
        disk.capacity(0); // and the file system doesn't know
        assertThatExceptionOfType(SpoolFullException.class)
                .isThrownBy(() -> Mail.accept(spool, Mail.body(1, 100), Mail.acceptance("a")));
        assertThat(disk.reserved()).isEqualTo(64 * MIB);
    }

    @Test
    void outcomesThatFindNoRoomPauseDeliveryAndAreWrittenLaterInOrder() {
        Spool spool = open(MIB);
        QueueId id = Mail.accept(spool, Mail.body(1, 100), Mail.acceptance("a", "b", "c"));
        disk.exhaust();
        spool.record(id, Mail.delivered(0), List.of());
        spool.record(id, Mail.failed(1), List.of(Mail.bounce("B1", Mail.body(4, 100))));
        spool.record(id, Mail.delivered(2), List.of());
        awaitSpace(Space.SPENT);
        assertThat(spool.takesOutcomes()).isFalse();
        requireRefused(spool, 0, Standing.KNOWN);
        assertThat(spool.find(new QueueId("B1"))).isEmpty();
        disk.relieve();
        awaitSpace(Space.AMPLE);
        assertThat(spool.takesOutcomes()).isTrue();
        assertThat(spool.find(new QueueId("B1"))).isPresent();
        try (SpoolOnDisk after = new SpoolOnDisk(disk.powerCut(0, -1), folder)) {
            assertThat(after.spool().find(id)).isEmpty();
            assertThat(after.spool().find(new QueueId("B1"))).isPresent();
        }
    }

    @Test
    void withoutRoomForTheReserveMailWaits() {
        disk.free(40 * MIB);
        Spool spool = open(MIB);
        assertThat(spool.status().space()).isEqualTo(Space.RESERVE);
        requireRefused(spool, 0, Standing.KNOWN);
        disk.free(TOTAL / 2);
        await().atMost(Duration.ofSeconds(5)).until(() -> disk.reserved() > 0);
        assertThatCode(() -> spool.requireRoom(0, Standing.KNOWN)).doesNotThrowAnyException();
    }

    @Test
    void shortSpaceHasEvenTheYoungSegmentsEmptied() {
        Spool spool = open(MIB);
        List<QueueId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(Mail.accept(spool, Mail.body(i, 300_000), Mail.acceptance("a")));
        }
        for (QueueId id : ids.subList(1, 5)) {
            spool.record(id, Mail.delivered(0), List.of());
        }
        assertThat(disk.segments()).isEqualTo(2);
        disk.free(50 * MIB);
        await().atMost(Duration.ofSeconds(5)).until(() -> disk.segments() == 1);
        assertThat(Mail.read(spool.find(ids.getFirst()).orElseThrow().message()))
                .isEqualTo(Mail.headed(Mail.body(0, 300_000)));
    }
}
