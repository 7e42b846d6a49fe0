// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.QueueId;
import io.postern.spool.Promise.Change;
import io.postern.spool.Promise.Standing;
import io.postern.spool.WriteRequest.CommitWrite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One process of a simulation, from its start to its end: the spool over a machine, turned by hand,
 * its sessions and its queue. Writes down in the promises what a client or the queue gets to know.
 */
final class SimulatedProcess {
    private static final JournalKey KEY = new JournalKey(new byte[JournalKey.OCTETS]);
    private static final long LATEST = 50_000_000;

    private final Machine machine;
    private final Map<QueueId, Promise> promises;
    private final SequenceWatch journal;
    private final Recovery.Result found;
    private final JournalSpool spool;
    private final Instant began;
    private final List<Session> sessions = new ArrayList<>();
    private final Set<Promise> touched = new LinkedHashSet<>(); // with changes that aren't durable
    private long ticks;
    private boolean failed;
    private boolean moving; // a segment
    private boolean slice; // is waiting for the writer

    /** A client. */
    static final class Session {
        private final JournalReception reception;
        private final Promise promise;
        private final Acceptance acceptance;
        private int written;
        private CommitWrite commit;
        private boolean left;

        private Session(JournalReception reception, Promise promise, Acceptance acceptance) {
            this.reception = reception;
            this.promise = promise;
            this.acceptance = acceptance;
        }

        Promise promise() {
            return promise;
        }

        boolean isWhole() {
            return written == promise.octets().length - Mail.HEAD.length;
        }

        boolean waits() {
            return commit != null;
        }
    }

    SimulatedProcess(Machine machine, Map<QueueId, Promise> promises, Instant now, long segment)
            throws IOException {
        this.machine = machine;
        this.began = now;
        this.promises = promises;
        this.journal = new SequenceWatch(machine.open());
        var reader = new MessageReader(journal, KEY);
        var settings = new SpoolSettings(SpoolSettings.Sync.GROUP, segment, Set.of());
        var clocks = new Clocks(this::now, () -> ticks);
        var files = new SpoolFiles(journal, reader, settings, clocks);
        this.found = new Recovery(journal, KEY, reader).run();
        found.requireNoneMissing(Set.of());
        journal.recovered(found.sequence());
        this.spool = new JournalSpool(files, found, reason -> failed = true);
    }

    Recovery.Result found() {
        return found;
    }

    JournalSpool spool() {
        return spool;
    }

    long synced() {
        return journal.synced();
    }

    List<Session> sessions() {
        return sessions;
    }

    void pass(long milliseconds) {
        ticks += milliseconds * 1_000_000;
    }

    Instant now() {
        return began.plusNanos(ticks);
    }

    // --- what clients do

    /** A client comes with a message; null where it is turned away. */
    Session open(byte[] body, Acceptance acceptance) {
        try {
            JournalReception reception = (JournalReception) spool.receive();
            byte[] octets = Mail.headed(body);
            Promise promise = new Promise(reception.id(), octets, acceptance);
            Promise before = promises.put(promise.id(), promise);
            assertThat(before == null || !before.wasAnswered())
                    .as("new id %s", promise.id())
                    .isTrue();
            Session session = new Session(reception, promise, acceptance);
            sessions.add(session);
            return session;
        } catch (SpoolFullException | SpoolUnavailableException refused) {
            return null;
        }
    }

    void write(Session session, int most) throws InterruptedException {
        byte[] octets = session.promise.octets();
        int start = Mail.HEAD.length + session.written;
        int length = Math.min(most, octets.length - start);
        try {
            session.reception.write(ByteBuffer.wrap(octets, start, length));
            session.written += length;
        } catch (SpoolFullException | SpoolUnavailableException refused) {
            leave(session);
        }
    }

    void commit(Session session) throws InterruptedException {
        try {
            session.commit = session.reception.submit(session.acceptance);
            session.promise.stands(Standing.ASKED);
        } catch (SpoolFullException | SpoolUnavailableException refused) {
            leave(session);
        }
    }

    /** The client goes away without its answer. */
    void leave(Session session) {
        boolean calledOff = session.commit == null || session.commit.take();
        session.reception.close();
        session.left = true;
        if (calledOff) {
            session.promise.stands(Standing.GONE);
            sessions.remove(session);
        }
    }

    // --- what the queue does

    void consume() {
        spool.consume(this::accepted);
    }

    private void accepted(SpooledMessage message) {
        Promise promise = promises.get(message.id());
        assertThat(promise).as("phantom %s", message.id()).isNotNull();
        assertThat(promise.standing())
                .as("%s handed over", promise.id())
                .isIn(Standing.ASKED, Standing.ANSWERED);
        boolean again = promise.handed() && promise.ordered();
        assertThat(again || !promise.handed()).as("%s handed over once", promise.id()).isTrue();
        promise.handed(true);
        touched.forEach(other -> other.durableWith(promise));
        if (promise.standing() == Standing.ASKED) {
            promise.stands(Standing.ANSWERED);
        }
    }

    void record(Promise promise, Change change, List<Bounce> bounces) {
        Story.tell("%s: %s", promise.id(), change.change());
        promise.record(change);
        touched.add(promise);
        change.bounces().forEach(bounce -> promises.put(bounce.id(), bounce));
        spool.record(promise.id(), List.of(change.change()), bounces);
    }

    void release(Promise promise) {
        Story.tell("%s: released", promise.id());
        promise.order(false);
        touched.add(promise);
        assertThat(spool.release(promise.id())).isTrue();
    }

    void hold(Promise promise) {
        Story.tell("%s: held", promise.id());
        promise.order(true);
        touched.add(promise);
        assertThat(spool.hold(promise.id(), "held by ann")).isTrue();
    }

    /** The next of what upkeep does: one slice of the oldest segment's messages is handed over. */
    void relocate() {
        if (slice) {
            return;
        }
        if (!moving) {
            oldest().ifPresent(spool.relocation()::choose);
        }
        try {
            moving = !spool.relocation().next().isEmpty();
        } catch (SpoolFullException full) {
            spool.relocation().giveUp();
            moving = false;
        }
        slice = moving;
    }

    /** The oldest segment that a message needs. */
    OptionalInt oldest() {
        return promises.values().stream()
                .filter(promise -> promise.standing() == Standing.ANSWERED)
                .flatMap(promise -> spool.find(promise.id()).stream())
                .mapToInt(message -> ((IndexEntry) message).firstSegment())
                .min();
    }

    /** Makes the reserve again, where there is room. */
    void look() {
        spool.room().look();
    }

    // --- what the writer does

    /** The writer does all that it can now. False where it is dead. */
    boolean turn() throws InterruptedException {
        touched.forEach(promise -> promise.taken(ticks));
        int refusals = machine.refusals();
        Story.tell("turn at %d ms", ticks / 1_000_000);
        slice = false;
        boolean alive = spool.writer().turn(0);
        settle(machine.refusals() == refusals, alive);
        return alive && !machine.crashed();
    }

    private void settle(boolean hadRoom, boolean alive) throws InterruptedException {
        boolean answered = false;
        for (Session session : List.copyOf(sessions)) {
            if (session.waits() && session.commit.isDone()) {
                answered |= settle(session);
            }
        }
        if (!hadRoom) {
            touched.forEach(Promise::notTaken);
        } else if (answered) {
            touched.removeIf(promise -> promise.durable(ticks));
        } else if (alive && !machine.crashed()) {
            touched.removeIf(promise -> promise.durable(ticks - LATEST));
        }
    }

    /** What a client gets to know; true where it is a 250. */
    private boolean settle(Session session) throws InterruptedException {
        sessions.remove(session);
        try {
            session.commit.await();
            if (session.promise.standing() == Standing.ASKED) {
                session.promise.stands(Standing.ANSWERED);
            }
            return true;
        } catch (SpoolFullException full) {
            session.promise.stands(Standing.GONE);
            return false;
        } catch (SpoolUnavailableException unknown) {
            return false; // the process is dead or the disk is: it may be there
        } finally {
            session.reception.close();
        }
    }

    /** Stops as on SIGTERM. */
    void stop() throws IOException, InterruptedException {
        touched.forEach(promise -> promise.taken(ticks));
        int refusals = machine.refusals();
        spool.close();
        boolean clean = !failed && !machine.crashed();
        boolean hadRoom = refusals == machine.refusals();
        settle(hadRoom, clean);
        if (clean && hadRoom) {
            touched.removeIf(promise -> promise.durable(ticks));
        }
    }
}
