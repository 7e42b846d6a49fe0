// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.QueueId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Crashes before and after each append, sync and deletion of a run in which messages are relocated
 * while outcomes come in, loses what was not synced in several ways, and looks at what is left:
 * every message that is not over, byte for byte, and no end forgotten that was durable.
 */
@Timeout(120)
class RelocationCrashTest {
    private static final long SEGMENT = 150_000;

    @TempDir Path folder;

    private final Map<QueueId, byte[]> answered = new HashMap<>();
    private final Set<End> recorded = new HashSet<>();
    private final Set<End> durable = new HashSet<>();

    private static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    private record End(QueueId id, int recipient) {}

    @Test
    void nothingIsLostAndNoEndIsForgottenWhereverItCrashes() {
        int step = 0;
        boolean crashed = true;
        while (crashed) {
            MemoryJournal.Disk disk = new MemoryJournal.Disk();
            crashed = run(disk, ++step);
            for (long stays : new long[] {0, -1, 0x5555555555555555L, 0xAAAAAAAAAAAAAAAAL, ~1}) {
                for (int torn = -1; torn < 2; torn++) {
                    check(disk.powerCut(stays, torn));
                }
            }
        }
        assertThat(step).as("crashes").isGreaterThan(80);
    }

    /** The script, on a disk that dies at some step; true where it came to that. */
    private boolean run(MemoryJournal.Disk disk, int crashAt) {
        answered.clear();
        recorded.clear();
        durable.clear();
        AtomicInteger steps = new AtomicInteger();
        disk.onStep(
                () -> {
                    if (steps.incrementAndGet() >= crashAt) {
                        throw new Crash();
                    }
                });
        HandSpool hand = new HandSpool(disk, folder, SEGMENT);
        try {
            script(hand);
        } catch (SpoolUnavailableException crash) {
            assertThat(hand.isDead()).isTrue();
        }
        hand.close();
        return hand.isDead();
    }

    private void script(HandSpool hand) {
        QueueId large = accept(hand, 1, 130_000);
        QueueId small = accept(hand, 2, 500);
        end(hand, large, 0);
        turn(hand);
        accept(hand, 3, 140_000);
        Relocation relocation = hand.spool().relocation();
        relocation.choose(1);
        boolean more = true;
        for (int i = 0; more && !hand.isDead(); i++) {
            if (i < 2) { // in one group with what is relocated
                end(hand, small, i, Mail.bounce("B" + i, Mail.body(i, 300)));
            }
            more = !relocation.next().isEmpty();
            turn(hand);
        }
        end(hand, large, 1);
        accept(hand, 4, 140_000);
        hand.relocate(2);
        hand.relocate(3);
    }

    private QueueId accept(HandSpool hand, int seed, int length) {
        byte[] body = Mail.body(seed, length);
        QueueId id = hand.accept(body, Mail.acceptance("a", "b", "c"));
        if (!hand.isDead()) {
            answered.put(id, Mail.headed(body));
            durable.addAll(recorded);
        }
        return id;
    }

    private void end(HandSpool hand, QueueId id, int recipient, Bounce... bounces) {
        if (recorded.add(new End(id, recipient))) {
            var changes = bounces.length == 0 ? Mail.delivered(recipient) : Mail.failed(recipient);
            hand.record(id, changes, bounces);
        }
    }

    private void turn(HandSpool hand) {
        hand.turn();
        if (!hand.isDead()) {
            durable.addAll(recorded);
        }
    }

    private void check(MemoryJournal.Disk disk) {
        try (SpoolOnDisk again = new SpoolOnDisk(disk, folder, SEGMENT)) {
            assertThat(again.spool().status().recovery()).doesNotContain("damage:");
            checkMessages(again.spool());
        }
        try (SpoolOnDisk third = new SpoolOnDisk(disk.kill(), folder, SEGMENT)) {
            assertThat(third.spool().status().recovery()).contains("dropped=0 damaged=0");
            checkMessages(third.spool());
        }
    }

    private void checkMessages(Spool spool) {
        for (Map.Entry<QueueId, byte[]> message : answered.entrySet()) {
            SpooledMessage found = spool.find(message.getKey()).orElseThrow();
            assertThat(Mail.read(found.message())).isEqualTo(message.getValue());
            for (SpooledMessage.Entry recipient : found.recipients()) {
                check(spool, new End(found.id(), recipient.index()), recipient.state());
            }
        }
    }

    private void check(Spool spool, End end, RecipientState state) {
        boolean waits = state instanceof RecipientState.Waiting;
        if (durable.contains(end)) {
            assertThat(waits).as("%s", end).isFalse();
        } else if (!recorded.contains(end)) {
            assertThat(waits).as("%s", end).isTrue();
        }
        if (state instanceof RecipientState.Failed) {
            SpooledMessage bounce = spool.find(new QueueId("B" + end.recipient())).orElseThrow();
            assertThat(Mail.read(bounce.message())).isEqualTo(Mail.body(end.recipient(), 300));
        }
    }
}
