// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an operator may ask of the queue and tell it. A service; safe for many threads, none of the
 * calls waits for mail.
 */
public interface QueueControl {
    /** How many messages and recipients wait, and for what. */
    QueueStatus status();

    /** The messages that wait, oldest first, at most so many. */
    List<QueuedMessage> list(int most);

    /**
     * Those that a filter is for, oldest first, at most so many, with the recipients it is for.
     * Looks at every message, some hundred at a time, while the queue goes on.
     */
    List<QueuedMessage> list(QueueFilter filter, int most) throws InterruptedException;

    /** Those with these names; what isn't there is left out. */
    List<QueuedMessage> list(List<QueueId> ids);

    /** How many messages a filter is for. Looks at every message. */
    long count(QueueFilter filter) throws InterruptedException;

    /** How many recipients wait for each domain or site, and how long; the most first. */
    List<QueueSummary> summary(boolean bySite, int most) throws InterruptedException;

    /**
     * What a report about a message would say to people, as if it happened now to all of its
     * recipients that wait; empty where there is no such message.
     *
     * @param kind {@code failed}, {@code delayed}, {@code delivered}, {@code relayed}, {@code
     *     expanded} or {@code double-bounce}
     * @param language its tag; empty for the one that the message asks for
     * @throws IllegalArgumentException where there is no such kind or the language is no tag
     */
    Optional<ReportPreview> preview(QueueId id, String kind, String language)
            throws InterruptedException;

    /** Does what an operator orders; blocks until it is done, the queue goes on meanwhile. */
    QueueOrder.Result carryOut(QueueOrder order) throws InterruptedException;

    /** What is suspended now. */
    List<Suspension> suspensions();

    /**
     * Starts nothing more that this is for; one of the same kind and name is replaced. Lasts over a
     * restart.
     */
    void suspend(Suspension suspension) throws InterruptedException;

    /** Ends a suspension; false where there is none of that name. */
    boolean lift(Suspension.Kind kind, String name, String who);

    /**
     * Tries recipients now that wait for their time. An empty list means all messages. How many
     * recipients that are.
     */
    int retry(List<QueueId> ids);

    /** Starts no more attempts; those under way end. Lasts over a restart. Mail is still taken. */
    void pause();

    /** Starts attempts again. */
    void resume();

    /** Lets a held message go; false where there is none of that name. */
    boolean release(QueueId id);

    /** How a recipient would be routed now, router by router. Blocks for the routers. */
    List<RouteStep> explain(Mailbox recipient) throws InterruptedException;

    /**
     * What is known of sites and what limits them now.
     *
     * @param site the name of a site, a host of it, or a domain whose mail goes there
     * @return sorted by name; none where nothing is known, as of a site that had no mail for a
     *     while
     */
    List<SiteReport> explainSite(String site);

    /**
     * The part of a report that is for people.
     *
     * @param language its tag
     * @param text lines ended by LF
     */
    record ReportPreview(String language, String subject, String text) {}

    /**
     * How the queue is.
     *
     * @param messages unfinished ones
     * @param held messages kept back
     * @param active recipients that are being routed or tried
     * @param waiting recipients whose time hasn't come
     * @param paused whether attempts are stopped
     * @param oldest when the oldest unfinished message was taken; {@link Instant#MAX} where there
     *     is none
     */
    record QueueStatus(
            long messages, long held, long active, long waiting, boolean paused, Instant oldest) {}

    /** One message. */
    record QueuedMessage(
            QueueId id,
            Instant received,
            long size,
            String reversePath,
            String hold,
            List<Waiting> waiting) {}

    /**
     * One recipient that waits.
     *
     * @param state {@code routing}, {@code active}, {@code waiting}, {@code ready} (its time has
     *     come, no place is free), {@code suspended} or {@code held}
     * @param due when it is tried next
     * @param reason why the last attempt was put off; empty before the first
     * @param site where it waits; empty where it is with none, as before it is routed
     * @param doubtful whether an attempt may have delivered it all the same
     */
    record Waiting(
            String recipient,
            String state,
            int attempts,
            Instant due,
            String reason,
            String site,
            boolean doubtful) {}

    /**
     * What one router said.
     *
     * @param recipient who it was asked about
     * @param router its name
     * @param decision {@code skipped} (its {@code domains:} don't match), {@code pass}, {@code
     *     via}, {@code redirect}, {@code defer}, {@code unroutable}, {@code discard}
     * @param detail transport and hops, or the status; one line
     */
    record RouteStep(String recipient, String router, String decision, String detail) {}
}
