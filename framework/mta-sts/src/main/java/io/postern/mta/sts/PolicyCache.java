// SPDX-License-Identifier: Apache-2.0
package io.postern.mta.sts;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Policies until they end, in memory and on disk; those not asked for the longest time make room.
 * All state is guarded by this object.
 */
final class PolicyCache {
    private final LinkedHashMap<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final EntryFiles files;
    private final InstantSource clock;
    private int limit;

    /** Reads what the disk has, and leaves it as it is. */
    PolicyCache(EntryFiles files, InstantSource clock, int limit) {
        this.files = files;
        this.clock = clock;
        this.limit = limit;
        Instant now = clock.instant();
        files.read().stream()
                .filter(entry -> entry.holds(now))
                .sorted(Comparator.comparing(Entry::used).reversed())
                .limit(limit)
                .sorted(Comparator.comparing(Entry::used))
                .forEach(entry -> entries.put(entry.domain(), entry));
    }

    synchronized void limit(int other) {
        limit = other;
        clean();
    }

    /** One that still holds. */
    synchronized Optional<Entry> get(String domain) {
        @Nullable Entry entry = entries.get(domain);
        Instant now = clock.instant();
        if (entry == null || !entry.holds(now)) {
            remove(domain);
            return Optional.empty();
        }
        Entry used = entry.usedAt(now);
        entries.put(domain, used);
        return Optional.of(used);
    }

    synchronized void put(Entry entry) {
        entries.put(entry.domain(), entry);
        files.write(entry);
        clean();
    }

    /** Those that should be fetched anew. Tidies up, here and on the disk. */
    synchronized List<Entry> due() {
        Instant now = clock.instant();
        clean();
        files.retain(entries.keySet());
        return entries.values().stream().filter(entry -> entry.isDue(now)).toList();
    }

    private void clean() {
        Instant now = clock.instant();
        List<String> ended =
                entries.values().stream().filter(e -> !e.holds(now)).map(Entry::domain).toList();
        ended.forEach(this::remove);
        while (entries.size() > limit) {
            remove(entries.firstEntry().getKey());
        }
    }

    private void remove(String domain) {
        if (entries.remove(domain) != null) {
            files.remove(domain);
        }
    }
}
