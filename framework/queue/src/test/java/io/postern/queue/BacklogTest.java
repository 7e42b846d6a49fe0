// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

class BacklogTest {
    private final FakeSpool spool = new FakeSpool(InstantSource.system());
    private final Backlog backlog = new Backlog();
    private final Random random = new Random(7);

    private Entry entry() {
        return backlog.entry(spool.spooled(spool.accept("a@b.test", "c@d.test")));
    }

    @Test
    void whatIsDueComesInTheOrderOfItsTime() {
        List<Entry> entries = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            if (entries.isEmpty() || random.nextInt(3) == 0) {
                entries.add(entry());
            }
            Entry any = entries.get(random.nextInt(entries.size()));
            if (random.nextInt(5) == 0) {
                entries.remove(any);
                backlog.remove(any);
            } else {
                backlog.schedule(any, random.nextInt(1000));
            }
        }
        entries.removeIf(entry -> entry.due == Entry.NEVER);
        entries.sort(Comparator.comparingLong(Entry::wake).thenComparing(Entry::id));
        for (Entry expected : entries) {
            assertThat(backlog.nextWake()).isEqualTo(expected.due);
            assertThat(backlog.pollDue(1000)).isSameAs(expected);
        }
        assertThat(backlog.pollDue(1000)).isNull();
    }

    @Test
    void findsByNameWhatIsThereAndListsItByAge() {
        List<Entry> entries = new ArrayList<>();
        for (int step = 0; step < 5_000; step++) {
            entries.add(entry());
            if (random.nextInt(3) == 0) {
                Entry gone = entries.remove(random.nextInt(entries.size()));
                backlog.remove(gone);
                assertThat(backlog.find(gone.id())).isNull();
            }
        }
        assertThat(backlog.size()).isEqualTo(entries.size());
        assertThat(backlog.oldest(Integer.MAX_VALUE)).isEqualTo(entries);
        assertThat(backlog.oldest(10)).isEqualTo(entries.subList(0, 10));
        assertThat(backlog.oldestReceived()).isEqualTo(entries.getFirst().received);
        entries.forEach(entry -> assertThat(backlog.find(entry.id())).isSameAs(entry));
    }
}
