// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.ReversePath;
import io.postern.hooks.MailEvents;
import io.postern.spool.RecipientState.Waiting;
import io.postern.spool.Spool;
import io.postern.spool.SpooledMessage;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Keeps what is remembered of messages in step with the spool: takes them over, looks after each
 * outcome when they are to be tried next, and forgets those that are finished. Used by the queue's
 * thread.
 */
final class Progress {
    /** How long a message is left alone after a bug of ours. */
    static final Duration AFTER_BUG = Duration.ofMinutes(1);

    private final Backlog backlog;
    private final Spool spool;
    private final MailEvents events;
    private final InstantSource clock;
    private final Duration warnAfter;

    /**
     * Over a backlog.
     *
     * @param warnAfter the age at which a sender is told that a message takes long; zero for never
     */
    Progress(Backlog backlog, Core core, Duration warnAfter) {
        this.backlog = backlog;
        this.spool = core.spool();
        this.events = core.events();
        this.clock = core.clock();
        this.warnAfter = warnAfter;
    }

    /** Takes over a message, new or from before a restart, or one that was released. */
    void admit(SpooledMessage message) {
        Entry entry = backlog.entry(message);
        boolean held = !message.hold().isEmpty();
        if (held && !entry.held) {
            events.publish(new MailEvent.Held(clock.instant(), message.id(), message.hold()));
        }
        backlog.hold(entry, held);
        refresh(entry, message);
        backlog.warn(entry, held ? Entry.NEVER : warnAt(message));
    }

    /** Looks at a message's recipients again. */
    void refresh(Entry entry) {
        Optional<SpooledMessage> message = spool.find(entry.id());
        if (message.isPresent()) {
            refresh(entry, message.get());
        } else {
            finish(entry);
        }
    }

    /** Recipients aren't busy any more. */
    void free(Entry entry, Indices indices) {
        entry.free(indices);
        refresh(entry);
    }

    /** Something of ours broke: the message is left alone for a while. */
    void postpone(Entry entry) {
        backlog.schedule(entry, clock.millis() + AFTER_BUG.toMillis());
    }

    private void refresh(Entry entry, SpooledMessage message) {
        int live = 0;
        long due = Entry.NEVER;
        for (SpooledMessage.Entry recipient : message.recipients()) {
            if (recipient.state() instanceof Waiting waiting) {
                live++;
                if (!entry.busy().has(recipient.index())) {
                    due = Math.min(due, Spooled.due(waiting));
                }
            }
        }
        if (live == 0) {
            finish(entry);
            return;
        }
        backlog.live(entry, live);
        if (!entry.routing) {
            boolean now = entry.forced && due != Entry.NEVER;
            backlog.schedule(entry, now ? 0 : due);
        }
    }

    private void finish(Entry entry) {
        if (entry.isIdle() && !entry.removed) {
            backlog.remove(entry);
            events.publish(new MailEvent.Finished(clock.instant(), entry.id()));
        }
    }

    /**
     * When to warn. The warning isn't written down by itself, and needn't be: a recipient that was
     * tried and whose next attempt lies behind that time shows that the queue was at work when it
     * came, so after a restart nobody is warned twice.
     */
    private long warnAt(SpooledMessage message) {
        if (warnAfter.isZero() || message.reversePath() instanceof ReversePath.Null) {
            return Entry.NEVER;
        }
        long at = Spooled.millis(message.received()) + warnAfter.toMillis();
        boolean warned =
                clock.millis() >= at
                        && message.recipients().stream()
                                .anyMatch(
                                        r ->
                                                r.state() instanceof Waiting waiting
                                                        && waiting.attempts() > 0
                                                        && Spooled.due(waiting) >= at);
        return warned ? Entry.NEVER : at;
    }
}
