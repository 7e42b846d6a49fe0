// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Envelope;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.spool.Bounce;
import io.postern.spool.Reception;
import io.postern.spool.RecipientChange;
import io.postern.spool.RecipientState;
import io.postern.spool.Spool;
import io.postern.spool.SpoolConsumer;
import io.postern.spool.SpoolStatus;
import io.postern.spool.SpooledMessage;
import io.postern.testkit.Addresses;
import io.postern.testkit.TestMessage;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A spool in memory, which never forgets what it was told. Guarded by itself. */
final class FakeSpool implements Spool {
    /** Every call of {@link #record}, in order. */
    final List<Recorded> records = new CopyOnWriteArrayList<>();

    /** Every message there ever was, finished or not. */
    private final Map<QueueId, Spooled> messages = new LinkedHashMap<>();

    private final InstantSource clock;
    private SpoolConsumer consumer = _ -> {};
    private volatile RuntimeException failure;
    private volatile int failingFinds;
    volatile boolean takesOutcomes = true;
    private int count;

    FakeSpool(InstantSource clock) {
        this.clock = clock;
    }

    /** Accepts a message now; no sender means the null reverse-path. */
    QueueId accept(String sender, String... recipients) {
        return accept(TestMessage.saying("hello"), "", sender, List.of(recipients));
    }

    QueueId accept(Message message, String hold, String sender, List<String> recipients) {
        return accept(
                message,
                hold,
                new Envelope(
                        Addresses.reversePath(sender),
                        recipients.stream().map(Addresses::mailbox).map(Recipient::of).toList(),
                        MailOptions.NONE));
    }

    QueueId accept(Message message, String hold, Envelope envelope) {
        QueueId id = new QueueId("M%05d".formatted(++count));
        add(new Spooled(id, clock.instant(), envelope, message, hold));
        return id;
    }

    /** Makes {@link #record} fail until it is called with null. */
    void failWith(RuntimeException reason) {
        failure = reason;
    }

    /** Makes the next so many calls of {@link #find} fail. */
    void failFinds(int times) {
        failingFinds = times;
    }

    boolean hasFailedFinds() {
        return failingFinds == 0;
    }

    /** Where each recipient stands, finished messages too. */
    synchronized List<RecipientState> states(QueueId id) {
        return messages.get(id).recipients().stream().map(SpooledMessage.Entry::state).toList();
    }

    /** Where the only recipient stands. */
    RecipientState state(QueueId id) {
        return states(id).getFirst();
    }

    synchronized Spooled spooled(QueueId id) {
        return messages.get(id);
    }

    /** All bounces so far. */
    List<Bounce> bounces() {
        return records.stream().flatMap(recorded -> recorded.bounces().stream()).toList();
    }

    /** What a restart does: hands over all that is unfinished. */
    @Override
    public synchronized void consume(SpoolConsumer next) {
        consumer = next;
        messages.values().stream().filter(Spooled::isUnfinished).forEach(next::accepted);
    }

    @Override
    public synchronized void record(
            QueueId id, List<RecipientChange> changes, List<Bounce> bounces) {
        RuntimeException reason = failure;
        if (reason != null) {
            throw reason;
        }
        messages.get(id).apply(changes);
        records.add(new Recorded(id, List.copyOf(changes), List.copyOf(bounces)));
        for (Bounce bounce : bounces) {
            if (!messages.containsKey(bounce.id())) {
                add(
                        new Spooled(
                                bounce.id(),
                                clock.instant(),
                                bounce.envelope(),
                                TestMessage.of(bounce.message()),
                                ""));
            }
        }
    }

    @Override
    public synchronized boolean hold(QueueId id, String reason) {
        Spooled message = messages.get(id);
        if (message == null || !message.hold.isEmpty()) {
            return false;
        }
        message.hold = reason;
        consumer.accepted(message);
        return true;
    }

    @Override
    public synchronized boolean release(QueueId id) {
        Spooled message = messages.get(id);
        if (message == null || message.hold.isEmpty()) {
            return false;
        }
        message.hold = "";
        consumer.accepted(message);
        return true;
    }

    @Override
    public synchronized Optional<SpooledMessage> find(QueueId id) {
        if (failingFinds > 0) {
            failingFinds--;
            throw new IllegalStateException("bug");
        }
        return Optional.<SpooledMessage>ofNullable(messages.get(id))
                .filter(message -> ((Spooled) message).isUnfinished());
    }

    @Override
    public Reception receive(long announced) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void requireRoom(long octets, Standing standing) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean takesOutcomes() {
        return takesOutcomes;
    }

    @Override
    public synchronized int unfinished() {
        return (int) messages.values().stream().filter(Spooled::isUnfinished).count();
    }

    @Override
    public SpoolStatus status() {
        throw new UnsupportedOperationException();
    }

    private synchronized void add(Spooled message) {
        messages.put(message.id(), message);
        consumer.accepted(message);
    }

    /** One call of record. */
    record Recorded(QueueId id, List<RecipientChange> changes, List<Bounce> bounces) {}

    /** A message in it. */
    static final class Spooled implements SpooledMessage {
        private final QueueId id;
        private final Instant received;
        private final Envelope envelope;
        private final Message message;
        private final List<Recipient> recipients;
        private final List<RecipientState> states = new ArrayList<>();
        private String hold;
        private volatile RuntimeException damage;

        Spooled(QueueId id, Instant received, Envelope envelope, Message message, String hold) {
            this.id = id;
            this.received = received;
            this.envelope = envelope;
            this.message = message;
            this.recipients = new ArrayList<>(envelope.recipients());
            this.hold = hold;
            recipients.forEach(_ -> states.add(new RecipientState.Waiting(0, received, "")));
        }

        void damage(RuntimeException reason) {
            damage = reason;
        }

        synchronized void apply(List<RecipientChange> changes) {
            for (RecipientChange change : changes) {
                states.set(change.index(), change.state());
                if (change.state() instanceof RecipientState.Redirected(var others)) {
                    recipients.addAll(others);
                    others.forEach(_ -> states.add(new RecipientState.Waiting(0, received, "")));
                }
            }
        }

        synchronized boolean isUnfinished() {
            return states.stream().anyMatch(RecipientState.Waiting.class::isInstance);
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
            return envelope.reversePath();
        }

        @Override
        public MailOptions options() {
            return envelope.options();
        }

        @Override
        public long size() {
            return message.size();
        }

        @Override
        public String hold() {
            return hold;
        }

        @Override
        public synchronized List<Entry> recipients() {
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < recipients.size(); i++) {
                entries.add(new Entry(i, recipients.get(i), states.get(i)));
            }
            return entries;
        }

        @Override
        public Message message() {
            if (damage != null) {
                throw damage;
            }
            return message;
        }
    }
}
