// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Stragglers go to the newest segment as they are, and old files go. */
@Timeout(60)
class RelocationTest {
    private static final long SEGMENT = 300_000;

    @TempDir Path folder;

    private final MemoryJournal.Disk disk = new MemoryJournal.Disk();

    private static RecipientChange redirected(int index, String... others) {
        List<Recipient> recipients = Mail.envelope(others).recipients();
        return new RecipientChange(index, new RecipientState.Redirected(recipients));
    }

    private static RecipientChange deferred(int index, int attempts) {
        Instant due = Instant.ofEpochSecond(1_900_000_000L + attempts, 77);
        return new RecipientChange(
                index, new RecipientState.Waiting(attempts, due, "451 try again"));
    }

    private static Acceptance held(String... recipients) {
        Acceptance plain = Mail.acceptance(recipients);
        return new Acceptance(plain.envelope(), plain.received(), plain.head(), 7, "looked odd");
    }

    /** Enough to leave the current segment. */
    private static void fill(HandSpool spool) {
        for (int i = 0; i < 2; i++) {
            QueueId id = spool.accept(Mail.body(i, (int) SEGMENT / 2), Mail.acceptance("x"));
            spool.record(id, Mail.delivered(0));
            spool.turn();
        }
    }

    private static byte[] read(Spool spool, QueueId id) {
        return Mail.read(spool.find(id).orElseThrow().message());
    }

    private static List<SpooledMessage.Entry> recipients(Spool spool, QueueId id) {
        return spool.find(id).orElseThrow().recipients();
    }

    @Test
    void messageKeepsItsStateOctetsAndName() {
        List<SpooledMessage.Entry> before;
        QueueId id;
        byte[] octets;
        try (HandSpool hand = new HandSpool(disk, folder, SEGMENT)) {
            JournalSpool spool = hand.spool();
            id = hand.accept(Mail.body(1, 200_000), held("a", "b", "c", "d", "e"));
            hand.record(id, List.of(redirected(1, "x", "y"), deferred(2, 4)));
            hand.record(id, List.of(redirected(0, "z")));
            hand.record(id, Mail.failed(3), Mail.bounce("B1", Mail.body(5, 500)));
            hand.record(id, Mail.delivered(5));
            fill(hand);
            before = recipients(spool, id);
            octets = read(spool, id);
            assertThat(hand.relocate(1)).isEqualTo(2);
            assertThat(disk.oldest()).isGreaterThan(1);
            assertThat(recipients(spool, id)).isEqualTo(before);
            assertThat(read(spool, id)).isEqualTo(octets);
        }
        try (SpoolOnDisk after = new SpoolOnDisk(disk.powerCut(0, -1), folder, SEGMENT)) {
            SpooledMessage message = after.spool().find(id).orElseThrow();
            assertThat(message.recipients()).isEqualTo(before);
            assertThat(message.hold()).isEqualTo("looked odd");
            assertThat(message.received()).isEqualTo(Instant.ofEpochSecond(5, 6));
            assertThat(message.reversePath()).isEqualTo(Mail.envelope("a").reversePath());
            assertThat(Mail.read(message.message())).isEqualTo(octets);
            assertThat(read(after.spool(), new QueueId("B1"))).isEqualTo(Mail.body(5, 500));
            assertThat(after.spool().status().recovery()).doesNotContain("damage:");
            assertThat(after.spool().release(id)).isTrue();
        }
    }

    @Test
    void messagesHeldBeforeAndAfterRelocationAreHeld() {
        QueueId before;
        QueueId after;
        QueueId free;
        try (HandSpool hand = new HandSpool(disk, folder, SEGMENT)) {
            before = hand.accept(Mail.body(1, 1000), Mail.acceptance("a"));
            after = hand.accept(Mail.body(1, 1000), Mail.acceptance("b"));
            free = hand.accept(Mail.body(1, 1000), held("c"));
            hand.spool().hold(before, "before");
            hand.spool().release(free);
            hand.turn();
            fill(hand);
            hand.relocate(1);
            hand.spool().hold(after, "after");
            hand.turn();
        }
        try (SpoolOnDisk found = new SpoolOnDisk(disk.powerCut(0, -1), folder, SEGMENT)) {
            assertThat(found.spool().find(before).orElseThrow().hold()).isEqualTo("before");
            assertThat(found.spool().find(after).orElseThrow().hold()).isEqualTo("after");
            assertThat(found.spool().find(free).orElseThrow().hold()).isEmpty();
        }
    }

    /** An attempt under way may end while the order to hold its message is being written. */
    @Test
    void messageThatIsOverBeforeItsHoldIsDurableIsGone() {
        try (HandSpool hand = new HandSpool(disk, folder, SEGMENT)) {
            QueueId id = hand.accept(Mail.body(1, 1000), Mail.acceptance("a"));
            hand.spool().hold(id, "held");
            hand.record(id, Mail.delivered(0));
            hand.turn();
            hand.accept(Mail.body(1, 1000), Mail.acceptance("b"));
            assertThat(hand.spool().find(id)).isEmpty();
            assertThat(hand.spool().status().messages()).isEqualTo(1);
        }
    }

    @Test
    void outcomesAfterRelocationCountOnTopOfIt() {
        QueueId id;
        try (HandSpool hand = new HandSpool(disk, folder, SEGMENT)) {
            id = hand.accept(Mail.body(1, 1000), held("a", "b"));
            hand.record(id, List.of(redirected(0, "z")));
            fill(hand);
            hand.relocate(1);
            hand.record(id, List.of(deferred(2, 9)));
            hand.spool().release(id);
            hand.record(id, Mail.delivered(1));
            hand.turn();
        }
        MemoryJournal.Disk later = disk.powerCut(0, -1);
        try (SpoolOnDisk after = new SpoolOnDisk(later, folder, SEGMENT)) {
            assertThat(after.spool().find(id).orElseThrow().hold()).isEmpty();
            assertThat(recipients(after.spool(), id).get(1).state())
                    .isEqualTo(new RecipientState.Delivered("mx"));
            assertThat(recipients(after.spool(), id).get(2).state())
                    .isEqualTo(deferred(2, 9).state());
            after.spool().record(id, Mail.delivered(2), List.of());
        }
        try (SpoolOnDisk after = new SpoolOnDisk(later.kill(), folder, SEGMENT)) {
            assertThat(after.spool().find(id)).isEmpty();
        }
    }

    @Test
    void messageThatEndsOnTheWayStaysEnded() {
        QueueId id;
        try (HandSpool hand = new HandSpool(disk, folder, SEGMENT)) {
            id = hand.accept(Mail.body(1, 200_000), Mail.acceptance("a"));
            fill(hand);
            hand.spool().relocation().choose(1);
            assertThat(hand.spool().relocation().next()).hasSize(1);
            hand.turn();
            hand.record(id, Mail.delivered(0));
            hand.turn();
            assertThat(hand.spool().relocation().next()).isEmpty();
        }
        try (SpoolOnDisk after = new SpoolOnDisk(disk.kill(), folder, SEGMENT)) {
            assertThat(after.spool().status().messages()).isZero();
            assertThat(after.spool().status().recovery()).doesNotContain("damage:");
        }
    }

    @Test
    void messageThatIsBeingReadIsReadOnAtItsNewPlace() throws IOException {
        try (HandSpool hand = new HandSpool(disk, folder, SEGMENT)) {
            QueueId id = hand.accept(Mail.body(1, 200_000), Mail.acceptance("a"));
            fill(hand);
            byte[] whole = Mail.headed(Mail.body(1, 200_000));
            try (InputStream content = hand.spool().find(id).orElseThrow().message().content()) {
                byte[] start = content.readNBytes(70_000);
                hand.relocate(1);
                assertThat(disk.oldest()).isGreaterThan(1);
                assertThat(start).isEqualTo(Arrays.copyOf(whole, 70_000));
                assertThat(content.readAllBytes())
                        .isEqualTo(Arrays.copyOfRange(whole, 70_000, whole.length));
            }
        }
    }

    @Test
    void damagedMessageStaysAndTheOthersMove() {
        try (HandSpool hand = new HandSpool(disk, folder, SEGMENT)) {
            QueueId damaged = hand.accept(Mail.body(1, 100_000), Mail.acceptance("a"));
            QueueId sound = hand.accept(Mail.body(2, 1000), Mail.acceptance("a"));
            fill(hand);
            disk.flip(new Journal.Place(1, 2, 0), 5000); // behind two notes
            hand.relocate(1);
            assertThat(disk.oldest()).isEqualTo(1);
            assertThatExceptionOfType(SpoolUnavailableException.class)
                    .isThrownBy(() -> read(hand.spool(), damaged));
            disk.flip(new Journal.Place(1, 4, 0), 200); // where the other was
            assertThat(read(hand.spool(), sound)).isEqualTo(Mail.headed(Mail.body(2, 1000)));
            hand.record(damaged, Mail.delivered(0));
            hand.turn();
            assertThat(disk.oldest()).isGreaterThan(1);
        }
    }

    @Test
    void copyThatIsTornLeavesTheOlderOneInPlace() {
        QueueId id;
        try (HandSpool hand = new HandSpool(disk, folder, SEGMENT)) {
            id = hand.accept(Mail.body(1, 200_000), Mail.acceptance("a", "b"));
            fill(hand);
            hand.record(id, Mail.delivered(0));
            hand.turn();
            disk.failSyncs(); // so that nothing of the copy is durable
            hand.relocate(1);
            assertThat(hand.isDead()).isTrue();
        }
        for (long stays : new long[] {-1, -2, ~4, ~8, 0}) { // all of it, without one, nothing
            MemoryJournal.Disk cut = disk.powerCut(stays, -1);
            try (SpoolOnDisk after = new SpoolOnDisk(cut, folder, SEGMENT)) {
                assertThat(read(after.spool(), id)).isEqualTo(Mail.headed(Mail.body(1, 200_000)));
                assertThat(recipients(after.spool(), id).getFirst().state())
                        .isEqualTo(new RecipientState.Delivered("mx"));
                assertThat(after.spool().status().recovery()).doesNotContain("damage:");
            }
        }
    }

    @Test
    void bounceThatWasRelocatedCountsByItself() {
        try (HandSpool hand = new HandSpool(disk, folder, SEGMENT)) {
            QueueId id = hand.accept(Mail.body(1, 1000), Mail.acceptance("a", "b"));
            hand.record(id, Mail.failed(0), Mail.bounce("B1", Mail.body(5, 500)));
            hand.turn();
            fill(hand);
            hand.relocate(1);
            hand.record(id, Mail.failed(1), Mail.bounce("B1", Mail.body(5, 500)));
            hand.turn();
            assertThat(disk.oldest()).isGreaterThan(1);
        }
        try (SpoolOnDisk after = new SpoolOnDisk(disk.powerCut(0, -1), folder, SEGMENT)) {
            assertThat(after.spool().status().messages()).isEqualTo(1);
            assertThat(read(after.spool(), new QueueId("B1"))).isEqualTo(Mail.body(5, 500));
        }
    }

    @Test
    void oldMessageDoesNotPinLaterTraffic() {
        QueueId old;
        try (SpoolOnDisk opened = new SpoolOnDisk(disk, folder, 20_000)) {
            Spool spool = opened.spool();
            old = Mail.accept(spool, Mail.body(1, 5000), Mail.acceptance("a", "b"));
            spool.record(old, Mail.delivered(1), List.of());
            for (int i = 0; i < 400; i++) {
                QueueId id = Mail.accept(spool, Mail.body(i, 3000), Mail.acceptance("a"));
                spool.record(id, Mail.delivered(0), List.of());
            }
            await().atMost(20, TimeUnit.SECONDS).until(() -> disk.segments() <= 4);
            assertThat(read(spool, old)).isEqualTo(Mail.headed(Mail.body(1, 5000)));
        }
        try (SpoolOnDisk after = new SpoolOnDisk(disk.powerCut(0, -1), folder, 20_000)) {
            assertThat(after.spool().status().messages()).isEqualTo(1);
            assertThat(recipients(after.spool(), old).getLast().state())
                    .isEqualTo(new RecipientState.Delivered("mx"));
            assertThat(read(after.spool(), old)).isEqualTo(Mail.headed(Mail.body(1, 5000)));
        }
    }

    @Test
    void halfLiveSegmentAtTheOldEndDoesNotPinFinishedOnes() {
        try (SpoolOnDisk opened = new SpoolOnDisk(disk, folder, 20_000)) {
            Spool spool = opened.spool();
            for (int i = 0; i < 6; i++) {
                Mail.accept(spool, Mail.body(i, 3000), Mail.acceptance("a"));
            }
            for (int i = 0; i < 100; i++) {
                QueueId id = Mail.accept(spool, Mail.body(i, 3000), Mail.acceptance("a"));
                spool.record(id, Mail.delivered(0), List.of());
            }
            await().atMost(20, TimeUnit.SECONDS).until(() -> disk.segments() <= 5);
            assertThat(spool.status().messages()).isEqualTo(6);
        }
    }

    @Test
    void outcomesThatComeMeanwhileAreNeitherLostNorRepeated() throws Exception {
        int recipients = 40;
        List<QueueId> ids = new ArrayList<>();
        String[] names = new String[recipients];
        for (int i = 0; i < recipients; i++) {
            names[i] = "r" + i;
        }
        try (SpoolOnDisk opened = new SpoolOnDisk(disk, folder, 20_000)) {
            Spool spool = opened.spool();
            for (int i = 0; i < 16; i++) {
                ids.add(Mail.accept(spool, Mail.body(i, 100), Mail.acceptance(names)));
            }
            List<Future<?>> work = new ArrayList<>();
            disk.onStep(RelocationTest::slowDisk);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (QueueId id : ids) {
                    work.add(threads.submit(() -> deliverAllButTheLast(spool, id, recipients)));
                }
            }
            for (Future<?> done : work) {
                done.get();
            }
            assertThat(disk.oldest()).as("relocations happened").isGreaterThan(3);
        }
        try (SpoolOnDisk after = new SpoolOnDisk(disk.powerCut(0, -1), folder, 20_000)) {
            for (QueueId id : ids) {
                assertThat(
                                recipients(after.spool(), id).stream()
                                        .filter(e -> e.state() instanceof RecipientState.Waiting))
                        .singleElement()
                        .satisfies(e -> assertThat(e.index()).isEqualTo(recipients - 1));
            }
        }
    }

    private static void slowDisk() {
        long until = System.nanoTime() + 200_000;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    private static void deliverAllButTheLast(Spool spool, QueueId id, int recipients) {
        for (int i = 0; i < recipients - 1; i++) {
            spool.record(id, Mail.delivered(i), List.of());
            QueueId other = Mail.accept(spool, Mail.body(i, 2000), Mail.acceptance("x"));
            spool.record(other, Mail.delivered(0), List.of());
        }
    }
}
