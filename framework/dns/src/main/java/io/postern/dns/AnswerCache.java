// SPDX-License-Identifier: Apache-2.0
package io.postern.dns;

import io.postern.api.lookup.DnsAnswer;

import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Record;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * What the DNS said, as long as it holds; those not asked for the longest time make room. Failures
 * never get here. All state is guarded by this object.
 */
final class AnswerCache {
    /** However long an answer claims to hold (RFC 8767 section 4 has a week, most have a day). */
    static final Duration LONGEST = Duration.ofDays(1);

    /** The same for "no" (RFC 2308 section 5). */
    static final Duration LONGEST_NEGATIVE = Duration.ofHours(3);

    /** An answer that was bigger counts as several entries: memory is what the limit is about. */
    private static final int OCTETS_PER_ENTRY = 512;

    private final LinkedHashMap<Question, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final int limit;
    private final InstantSource clock;
    private long weight;

    AnswerCache(int limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
    }

    private record Entry(DnsAnswer<Record> answer, Instant until, int weight) {}

    synchronized Optional<DnsAnswer<Record>> get(Question question) {
        @Nullable Entry entry = entries.get(question);
        if (entry == null) {
            return Optional.empty();
        }
        if (!clock.instant().isBefore(entry.until)) {
            remove(question);
            return Optional.empty();
        }
        return Optional.of(entry.answer);
    }

    /**
     * Keeps an answer.
     *
     * @param ttl seconds; 0 or less isn't kept
     * @param octets how big the responses were
     */
    synchronized void put(Question question, DnsAnswer<Record> answer, long ttl, int octets) {
        Duration longest = answer instanceof DnsAnswer.Found ? LONGEST : LONGEST_NEGATIVE;
        int weight = 1 + octets / OCTETS_PER_ENTRY;
        if (ttl <= 0 || weight > limit) {
            return;
        }
        Instant until = clock.instant().plusSeconds(Math.min(ttl, longest.toSeconds()));
        remove(question);
        entries.put(question, new Entry(answer, until, weight));
        this.weight += weight;
        Iterator<Entry> eldest = entries.values().iterator();
        while (this.weight > limit) {
            this.weight -= eldest.next().weight;
            eldest.remove();
        }
    }

    private void remove(Question question) {
        @Nullable Entry old = entries.remove(question);
        if (old != null) {
            weight -= old.weight;
        }
    }
}
