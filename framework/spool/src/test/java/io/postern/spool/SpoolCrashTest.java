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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Crashes a scripted run before and after each append and sync, loses the records that were not
 * synced in several ways, and looks at what recovery makes of it.
 */
@Timeout(120)
class SpoolCrashTest {
    @TempDir Path folder;

    private final Map<QueueId, byte[]> written = new HashMap<>();
    private final Set<QueueId> answered = new HashSet<>();
    private final Set<QueueId> ending = new HashSet<>(); // an end was recorded, durable or not
    private QueueId bounced;

    private static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    @Test
    void whatWasAnsweredForSurvivesEachCrashByteForByte() throws InterruptedException {
        int step = 0;
        boolean crashed = true;
        while (crashed) {
            MemoryJournal.Disk disk = new MemoryJournal.Disk();
            crashed = run(disk, ++step);
            for (long stays :
                    new long[] {0, -1, 0x5555555555555555L, 0xAAAAAAAAAAAAAAAAL, 0x3333}) {
                for (int torn = -1; torn < 3; torn++) {
                    check(disk.powerCut(stays, torn));
                }
            }
        }
        assertThat(step).as("crashes").isGreaterThan(40);
    }

    /** The script, on a disk that dies at some step; true where it came to that. */
    private boolean run(MemoryJournal.Disk disk, int crashAt) throws InterruptedException {
        written.clear();
        answered.clear();
        ending.clear();
        bounced = null;
        AtomicInteger steps = new AtomicInteger();
        disk.onStep(
                () -> {
                    if (steps.incrementAndGet() >= crashAt) {
                        throw new Crash();
                    }
                });
        SpoolOnDisk opened = new SpoolOnDisk(disk, folder, 300_000);
        try {
            script(opened.spool());
            opened.close();
        } catch (SpoolUnavailableException crash) {
            assertThat(opened.failure()).isInstanceOf(Crash.class);
        }
        return opened.failure() != null;
    }

    private void script(Spool spool) throws InterruptedException {
        QueueId small = accept(spool, 1, 1000);
        QueueId large = accept(spool, 2, 200_000);
        Reception abandoned = spool.receive();
        Mail.write(abandoned, Mail.body(9, 100_000));
        abandoned.close();
        end(small);
        spool.record(small, Mail.delivered(0, 1), List.of());
        accept(spool, 3, 64 << 10);
        bounced = large;
        end(large);
        spool.record(large, Mail.delivered(0), List.of());
        spool.record(large, Mail.failed(1), List.of(Mail.bounce("B1", Mail.body(7, 300))));
        accept(spool, 4, 150_000);
        accept(spool, 5, 10);
    }

    private QueueId accept(Spool spool, int seed, int length) throws InterruptedException {
        byte[] body = Mail.body(seed, length);
        try (Reception reception = spool.receive()) {
            written.put(reception.id(), Mail.headed(body));
            Mail.write(reception, body);
            reception.commit(Mail.acceptance("a", "b"));
            answered.add(reception.id());
            return reception.id();
        }
    }

    private void end(QueueId id) {
        ending.add(id);
    }

    private void check(MemoryJournal.Disk disk) {
        Set<QueueId> first;
        try (SpoolOnDisk again = new SpoolOnDisk(disk, folder, 300_000)) {
            first = messages(again.spool());
            checkWhole(again.spool(), first);
            assertThat(again.spool().status().recovery()).doesNotContain("damage:");
            QueueId fresh = Mail.accept(again.spool(), Mail.body(8, 500), Mail.acceptance("c"));
            assertThat(fresh.value()).isGreaterThan(max(written.keySet()));
            first.add(fresh);
        }
        try (SpoolOnDisk third = new SpoolOnDisk(disk.kill(), folder, 300_000)) {
            assertThat(messages(third.spool())).isEqualTo(first);
            assertThat(third.spool().status().recovery()).contains("dropped=0 damaged=0");
        }
    }

    private void checkWhole(Spool spool, Set<QueueId> there) {
        for (QueueId id : answered) {
            assertThat(ending.contains(id) || there.contains(id)).as("answered %s", id).isTrue();
        }
        for (QueueId id : there) {
            if (written.containsKey(id)) {
                assertThat(Mail.read(spool.find(id).orElseThrow().message()))
                        .isEqualTo(written.get(id));
            }
        }
        boolean bounceThere = there.contains(new QueueId("B1"));
        if (bounced == null || !answered.contains(bounced)) {
            assertThat(bounceThere).isFalse();
        } else {
            assertThat(bounceThere)
                    .as("either the recipient waits, or its bounce is there")
                    .isNotEqualTo(secondWaits(spool.find(bounced)));
        }
    }

    private static boolean secondWaits(Optional<SpooledMessage> message) {
        return message.map(found -> found.recipients().get(1).state())
                .filter(RecipientState.Waiting.class::isInstance)
                .isPresent();
    }

    private static Set<QueueId> messages(Spool spool) {
        Set<QueueId> ids =
                ConcurrentHashMap.newKeySet(); // later ones come from the writer's thread
        spool.consume(message -> ids.add(message.id()));
        return new HashSet<>(ids);
    }

    private static String max(Set<QueueId> ids) {
        return ids.stream().map(QueueId::value).max(String::compareTo).orElse("");
    }
}
