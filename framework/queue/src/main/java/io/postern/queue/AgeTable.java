// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.queue.QueueControl.Waiting;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts recipients by domain or site and by age. For one thread. */
final class AgeTable {
    private final boolean bySite;
    private final Instant now;
    private final Map<String, long[]> counts = new HashMap<>();

    AgeTable(boolean bySite, Instant now) {
        this.bySite = bySite;
        this.now = now;
    }

    /** Counts some more; always true, for there is never enough. */
    boolean add(List<Survey.Found> found) {
        for (Survey.Found one : found) {
            int column = column(Spooled.age(one.message(), now));
            for (Waiting waiting : one.waiting()) {
                counts.computeIfAbsent(
                                name(waiting), _ -> new long[QueueSummary.MINUTES.size() + 1])[
                        column]++;
            }
        }
        return true;
    }

    /** At most so many, those with the most recipients first. */
    List<QueueSummary> rows(int most) {
        List<QueueSummary> rows = new ArrayList<>(counts.size());
        counts.forEach(
                (name, byAge) ->
                        rows.add(
                                new QueueSummary(
                                        name,
                                        Arrays.stream(byAge).sum(),
                                        Arrays.stream(byAge).boxed().toList())));
        rows.sort(
                Comparator.comparingLong(QueueSummary::recipients)
                        .reversed()
                        .thenComparing(QueueSummary::name));
        return List.copyOf(rows.subList(0, Math.min(most, rows.size())));
    }

    /** A recipient that is with no site yet counts for its domain, in parentheses. */
    private String name(Waiting waiting) {
        String recipient = waiting.recipient();
        String domain = recipient.substring(recipient.lastIndexOf('@') + 1);
        if (!bySite) {
            return domain;
        }
        return waiting.site().isEmpty() ? "(" + domain + ")" : waiting.site();
    }

    private static int column(Duration age) {
        int column = 0;
        for (int minutes : QueueSummary.MINUTES) {
            if (age.toMinutes() < minutes) {
                return column;
            }
            column++;
        }
        return column;
    }
}
