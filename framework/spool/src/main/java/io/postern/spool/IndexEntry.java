// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What memory holds of an unfinished message: the envelope as octets, the recipients' states, and
 * where its ACCEPT is; the chunk list is read from there. Kept small, since there may be a million.
 * Its own lock guards what changes.
 */
final class IndexEntry implements SpooledMessage {
    private final MessageId messageId;
    private final QueueId id;
    private final Instant received;
    private final boolean eightBit;
    private final long size;
    private final byte[] envelope;
    private final MessageReader reader;

    // Set by the writer, or by recovery, before anybody else sees the entry.
    private Journal.@Nullable Place place;
    private int firstSegment;

    private String hold;
    private @Nullable RecipientState @Nullable [] states; // null: waiting for the first attempt
    private List<Recipient> redirected = List.of();

    /** Of a message that recovery found. */
    IndexEntry(AcceptRecord accept, MessageReader reader) {
        this.id = accept.id();
        this.messageId = MessageId.of(id);
        this.received = accept.received();
        this.eightBit = accept.eightBit();
        this.size = accept.size();
        this.envelope = accept.envelope();
        this.hold = accept.hold();
        this.reader = reader;
    }

    /** Of a new message. */
    IndexEntry(QueueId id, AcceptRecord.Decided decided, long size, MessageReader reader) {
        Acceptance acceptance = decided.acceptance();
        this.id = id;
        this.messageId = MessageId.of(id);
        this.received = acceptance.received();
        this.eightBit = decided.eightBit();
        this.size = size;
        this.envelope = decided.envelope();
        this.hold = acceptance.hold();
        this.reader = reader;
    }

    MessageId messageId() {
        return messageId;
    }

    void placed(Journal.Place acceptPlace, int lowestSegment) {
        place = acceptPlace;
        firstSegment = lowestSegment;
    }

    /** The oldest segment that is needed to read it. */
    int firstSegment() {
        return firstSegment;
    }

    /** Where its ACCEPT is. */
    Journal.Place place() {
        if (place == null) {
            throw new IllegalStateException(id + " has no place yet");
        }
        return place;
    }

    /**
     * Takes recipients' new states; true where no recipient waits any more.
     *
     * @throws IllegalArgumentException where there is no such recipient; nothing changed then
     */
    synchronized boolean apply(List<RecipientChange> changes) {
        @Nullable RecipientState[] next = states();
        List<Recipient> others = new ArrayList<>(redirected);
        for (RecipientChange change : changes) {
            if (change.index() < 0 || change.index() >= next.length) {
                throw new IllegalArgumentException(id + " has no recipient " + change.index());
            }
            next[change.index()] = change.state();
            if (change.state() instanceof RecipientState.Redirected(var recipients)) {
                others.addAll(recipients);
                next = Arrays.copyOf(next, next.length + recipients.size());
            }
        }
        states = next;
        redirected = others.isEmpty() ? List.of() : others;
        return Arrays.stream(next)
                .noneMatch(state -> state == null || state instanceof RecipientState.Waiting);
    }

    private @Nullable RecipientState[] states() {
        return states == null
                ? new @Nullable RecipientState[EnvelopeCodec.recipientCount(envelope)]
                : states.clone();
    }

    /** Lets it go; false where it wasn't held. */
    synchronized boolean release() {
        boolean held = !hold.isEmpty();
        hold = "";
        return held;
    }

    @Override
    public QueueId id() {
        return id;
    }

    @Override
    public Instant received() {
        return received;
    }

    @Override
    public ReversePath reversePath() {
        return EnvelopeCodec.reversePath(envelope);
    }

    @Override
    public MailOptions options() {
        return EnvelopeCodec.options(envelope);
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public synchronized String hold() {
        return hold;
    }

    @Override
    public synchronized List<Entry> recipients() {
        List<Recipient> all = EnvelopeCodec.recipients(envelope);
        all.addAll(redirected);
        RecipientState first = new RecipientState.Waiting(0, received, "");
        List<Entry> entries = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            RecipientState state = states == null ? null : states[i];
            entries.add(new Entry(i, all.get(i), state == null ? first : state));
        }
        return List.copyOf(entries);
    }

    @Override
    public Message message() {
        return reader.message(this, eightBit);
    }
}
