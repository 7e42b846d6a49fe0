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
 * where its ACCEPT or RELOCATED is; the chunk list is read from there. Kept small, since there may
 * be a million: numbers in place of ids, places and instants, which are made when somebody asks.
 * Its own lock guards what changes.
 */
final class IndexEntry implements SpooledMessage {
    private static final SharedTexts TEXTS = new SharedTexts();

    private final long idHigh;
    private final long idLow;
    private final @Nullable QueueId longId; // null where the id's characters are in the numbers
    private final long received; // as all times here, see EpochNanos
    private final boolean eightBit;
    private final long size;
    private final byte[] envelope;
    private final MessageReader reader;
    private String hold;

    // Set by the writer, or by recovery, before anybody else sees the entry, and at a relocation.
    private int segment;
    private long offset;
    private int length;
    private int firstSegment;

    // How those recipients wait that have no state of their own: all of them, in a message with one
    // or one whose recipients were put off together.
    private int attempts;
    private boolean doubtful;
    private long due;
    private String last = "";

    private @Nullable RecipientState @Nullable [] states; // null: no recipient has one of its own
    private List<Recipient> redirected = List.of();

    /** Of a message that recovery found. */
    IndexEntry(AcceptRecord accept, MessageReader reader) {
        this(
                accept.id(),
                new Kept(accept.received(), accept.eightBit(), accept.envelope(), accept.hold()),
                accept.size(),
                reader);
    }

    /** Of a message that recovery found relocated. */
    IndexEntry(RelocatedRecord relocated, MessageReader reader) {
        this(relocated.message(), reader);
        List<RecipientState> present = relocated.states();
        if (relocated.redirected().isEmpty()) {
            List<RecipientChange> changes = new ArrayList<>(present.size());
            for (int i = 0; i < present.size(); i++) {
                changes.add(new RecipientChange(i, present.get(i)));
            }
            apply(changes);
        } else {
            states = present.stream().map(IndexEntry::shared).toArray(RecipientState[]::new);
            redirected = List.copyOf(relocated.redirected());
        }
    }

    /** Of a new message. */
    IndexEntry(QueueId id, AcceptRecord.Decided decided, long size, MessageReader reader) {
        this(
                id,
                new Kept(
                        decided.acceptance().received(),
                        decided.eightBit(),
                        decided.envelope(),
                        decided.acceptance().hold()),
                size,
                reader);
    }

    private IndexEntry(QueueId id, Kept kept, long size, MessageReader reader) {
        MessageId messageId = MessageId.of(id);
        this.idHigh = messageId.high();
        this.idLow = messageId.low();
        this.longId = MessageId.spells(id) ? null : id;
        this.received = EpochNanos.of(kept.received);
        this.eightBit = kept.eightBit;
        this.size = size;
        this.envelope = kept.envelope;
        this.hold = TEXTS.of(kept.hold);
        this.reader = reader;
        this.due = received;
    }

    private record Kept(Instant received, boolean eightBit, byte[] envelope, String hold) {}

    /** By the time of acceptance, which relocation doesn't change; then by the id. */
    static int byAge(IndexEntry one, IndexEntry other) {
        int order = Long.compare(one.received, other.received);
        if (order == 0) {
            order = Long.compare(one.idHigh, other.idHigh);
        }
        return order == 0 ? Long.compare(one.idLow, other.idLow) : order;
    }

    MessageId messageId() {
        return new MessageId(idHigh, idLow);
    }

    boolean is(MessageId id) {
        return id.high() == idHigh && id.low() == idLow;
    }

    synchronized void placed(Journal.Place acceptPlace, int lowestSegment) {
        segment = acceptPlace.segment();
        offset = acceptPlace.offset();
        length = acceptPlace.length();
        firstSegment = lowestSegment;
    }

    /** The oldest segment that is needed to read it. */
    synchronized int firstSegment() {
        return firstSegment;
    }

    /** What it takes in the journal, nearly. */
    synchronized long octets() {
        return Math.max(size, length);
    }

    /** Where its ACCEPT is, or the last RELOCATED. */
    synchronized Journal.Place place() {
        if (length == 0) {
            throw new IllegalStateException(id() + " has no place yet");
        }
        return new Journal.Place(segment, offset, length);
    }

    /**
     * Takes recipients' new states; true where no recipient waits any more.
     *
     * @throws IllegalArgumentException where there is no such recipient; nothing changed then
     */
    synchronized boolean apply(List<RecipientChange> changes) {
        if (states == null && areAllPutOffAlike(changes)) {
            putOff((RecipientState.Waiting) changes.getFirst().state());
            return false;
        }
        @Nullable RecipientState[] next = states();
        List<Recipient> others = new ArrayList<>(redirected);
        for (RecipientChange change : changes) {
            if (change.index() < 0 || change.index() >= next.length) {
                throw new IllegalArgumentException(id() + " has no recipient " + change.index());
            }
            next[change.index()] = shared(change.state());
            if (change.state() instanceof RecipientState.Redirected(var recipients)) {
                int before = next.length;
                others.addAll(recipients);
                next = Arrays.copyOf(next, before + recipients.size());
                Arrays.fill(next, before, next.length, untried());
            }
        }
        states = next;
        redirected = others.isEmpty() ? List.of() : others;
        return Arrays.stream(next)
                .noneMatch(state -> state == null || state instanceof RecipientState.Waiting);
    }

    private boolean areAllPutOffAlike(List<RecipientChange> changes) {
        if (changes.size() != EnvelopeCodec.recipientCount(envelope)
                || !(changes.getFirst().state() instanceof RecipientState.Waiting first)) {
            return false;
        }
        for (int i = 0; i < changes.size(); i++) {
            if (changes.get(i).index() != i || !changes.get(i).state().equals(first)) {
                return false;
            }
        }
        return true;
    }

    private void putOff(RecipientState.Waiting waiting) {
        attempts = waiting.attempts();
        doubtful = waiting.doubtful();
        due = EpochNanos.of(waiting.due());
        last = TEXTS.of(waiting.last());
    }

    private static RecipientState shared(RecipientState state) {
        return state instanceof RecipientState.Waiting waiting
                ? new RecipientState.Waiting(
                        waiting.attempts(),
                        waiting.due(),
                        TEXTS.of(waiting.last()),
                        waiting.doubtful())
                : state;
    }

    /** How many recipients it has, with those that redirects brought. */
    synchronized int recipientCount() {
        return EnvelopeCodec.recipientCount(envelope) + redirected.size();
    }

    private @Nullable RecipientState[] states() {
        return states == null
                ? new @Nullable RecipientState[EnvelopeCodec.recipientCount(envelope)]
                : states.clone();
    }

    private RecipientState untried() {
        return new RecipientState.Waiting(0, received(), "");
    }

    /** Lets it go; false where it wasn't held. */
    synchronized boolean release() {
        boolean held = !hold.isEmpty();
        hold = "";
        return held;
    }

    /** Keeps it back; false where it is already. */
    synchronized boolean hold(String reason) {
        boolean free = hold.isEmpty();
        if (free) {
            hold = TEXTS.of(reason);
        }
        return free;
    }

    @Override
    public QueueId id() {
        return longId == null ? messageId().spelled() : longId;
    }

    @Override
    public Instant received() {
        return EpochNanos.instant(received);
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
        RecipientState common =
                new RecipientState.Waiting(attempts, EpochNanos.instant(due), last, doubtful);
        List<Entry> entries = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            RecipientState state = states == null ? null : states[i];
            entries.add(new Entry(i, all.get(i), state == null ? common : state));
        }
        return List.copyOf(entries);
    }

    @Override
    public Message message() {
        return reader.message(this, eightBit);
    }
}
