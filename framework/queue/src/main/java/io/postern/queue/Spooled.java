// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Domain;
import io.postern.api.mail.ReversePath;
import io.postern.hooks.Subject;
import io.postern.spool.RecipientState.Waiting;
import io.postern.spool.SpooledMessage;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Questions that the queue asks of a message in the spool. */
final class Spooled {
    private Spooled() {}

    /** What hooks are asked about, where they are asked about a message. */
    static Subject subject(SpooledMessage message) {
        return new Subject(message.id().value(), message.received());
    }

    /** Recipients that wait and aren't among the busy ones. */
    static List<SpooledMessage.Entry> waiting(List<SpooledMessage.Entry> entries, Indices busy) {
        return entries.stream()
                .filter(entry -> entry.state() instanceof Waiting && !busy.has(entry.index()))
                .toList();
    }

    /** The recipients with these indices that still wait. */
    static List<SpooledMessage.Entry> chosen(SpooledMessage message, Indices indices) {
        List<SpooledMessage.Entry> all = message.recipients();
        return indices.stream()
                .filter(index -> index < all.size())
                .mapToObj(all::get)
                .filter(entry -> entry.state() instanceof Waiting)
                .toList();
    }

    /** Those together whose copies have the same sender, in their order. */
    static Map<ReversePath, List<SpooledMessage.Entry>> bySender(
            SpooledMessage message, List<SpooledMessage.Entry> entries) {
        ReversePath ofMessage = message.reversePath();
        return entries.stream()
                .collect(
                        Collectors.groupingBy(
                                entry -> entry.recipient().reversePath(ofMessage),
                                LinkedHashMap::new,
                                Collectors.toList()));
    }

    /** Whether a recipient in such a domain waits. */
    static boolean waitsIn(SpooledMessage message, Predicate<Domain> wanted) {
        return message.recipients().stream()
                .anyMatch(
                        entry ->
                                entry.state() instanceof Waiting
                                        && wanted.test(entry.recipient().mailbox().domain()));
    }

    /** When a recipient is to be tried; at once where it never was. Milliseconds. */
    static long due(Waiting waiting) {
        return waiting.attempts() == 0 ? 0 : millis(waiting.due());
    }

    static Duration age(SpooledMessage message, Instant now) {
        return Duration.between(message.received(), now);
    }

    /** Milliseconds of the epoch, at the ends where an instant is beyond them. */
    static long millis(Instant instant) {
        if (instant.getEpochSecond() > Entry.NEVER / 1000 - 1) {
            return Entry.NEVER;
        }
        return Math.max(0, instant.getEpochSecond()) * 1000 + instant.getNano() / 1_000_000;
    }
}
