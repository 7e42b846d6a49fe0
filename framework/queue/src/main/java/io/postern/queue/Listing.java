// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.QueueId;
import io.postern.queue.QueueControl.QueuedMessage;
import io.postern.spool.RecipientState;
import io.postern.spool.SpooledMessage;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where one message's recipients stand, as the queue's thread sees it; made there, completed from
 * the spool by whoever asked, so that a long list doesn't hold mail up.
 */
record Listing(
        QueueId id, boolean held, boolean routing, boolean forced, Map<Integer, Place> places) {
    /** Looks at a message. On the queue's thread. */
    static Listing of(Entry entry, long now) {
        Map<Integer, Place> places = new HashMap<>();
        entry.busy().stream().forEach(index -> places.put(index, new Place("active", 0, "", "")));
        for (Batch batch : entry.batches()) {
            Place place = place(batch, now);
            batch.indices.stream().forEach(index -> places.put(index, place));
        }
        return new Listing(entry.id(), entry.held, entry.routing, entry.forced, places);
    }

    /** The whole of it. On any thread. */
    QueuedMessage complete(SpooledMessage message, Instant now) {
        return new QueuedMessage(
                id,
                message.received(),
                message.size(),
                message.reversePath().toString(),
                message.hold(),
                List.copyOf(waiting(message, now).values()));
    }

    /** Its recipients that wait, in their order. On any thread. */
    Map<SpooledMessage.Entry, QueueControl.Waiting> waiting(SpooledMessage message, Instant now) {
        Map<SpooledMessage.Entry, QueueControl.Waiting> waiting = new LinkedHashMap<>();
        for (SpooledMessage.Entry entry : message.recipients()) {
            if (entry.state() instanceof RecipientState.Waiting state) {
                waiting.put(entry, waiting(entry, state, now));
            }
        }
        return waiting;
    }

    private QueueControl.Waiting waiting(
            SpooledMessage.Entry entry, RecipientState.Waiting state, Instant now) {
        Place place = places.getOrDefault(entry.index(), Place.NONE);
        return new QueueControl.Waiting(
                entry.recipient().toString(),
                place.state().isEmpty() ? word(state, now) : place.state(),
                state.attempts(),
                place.due() > 0 ? Instant.ofEpochMilli(place.due()) : state.due(),
                place.reason().isEmpty() ? state.last() : place.reason(),
                place.site(),
                state.doubtful());
    }

    private String word(RecipientState.Waiting state, Instant now) {
        if (held) {
            return "held";
        }
        if (routing) {
            return "routing";
        }
        boolean due = forced || state.attempts() == 0 || !state.due().isAfter(now);
        return due ? "ready" : "waiting";
    }

    private static Place place(Batch batch, long now) {
        Site site = batch.site;
        if (batch.active) {
            return new Place("active", 0, "", site.name());
        }
        if (batch.isParked()) {
            String reason = Suspensions.reason().toString();
            long until = batch.suspendedUntil == Entry.NEVER ? 0 : batch.suspendedUntil;
            return new Place("suspended", until, reason, site.name());
        }
        if (site.stranded) {
            return new Place("waiting", 0, site.reason().toString(), site.name());
        }
        return site.isBlocked(now)
                ? new Place("waiting", site.blockedUntil(), site.reason().toString(), site.name())
                : new Place("ready", 0, "", site.name());
    }

    /**
     * Where a recipient is, beyond what the spool knows.
     *
     * @param due 0 where the spool knows best
     * @param reason empty where the spool knows best
     * @param site its name; empty where it is with none
     */
    record Place(String state, long due, String reason, String site) {
        /** The spool knows all there is to know. */
        static final Place NONE = new Place("", 0, "", "");
    }
}
