// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Envelope;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.spool.Promise.Change;
import io.postern.spool.Promise.Standing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Lives of one spool on one machine, one after the other: clients bring mail, the queue writes down
 * outcomes, the disk fills up and fails, and each life ends by a crash, mostly in the middle of
 * something. What happens follows from the choices alone. After each start all promises are
 * checked.
 */
public final class Simulation {
    private static final byte[] OCTETS = new byte[300_000];
    private static final int[] SEGMENT_SIZES = {6_000, 40_000, 200_000};
    private static final int MOST_MESSAGES = 12;

    static {
        new Random(4).nextBytes(OCTETS);
    }

    private final Choices choices;
    private final Machine machine;
    private final long segmentOctets;
    private final Map<QueueId, Promise> promises = new HashMap<>();
    private SimulatedProcess process;
    private Instant wall = Instant.ofEpochSecond(1_700_000_000);
    private long synced;
    private int names;
    private int crashes;

    public Simulation(Choices choices, Machine machine) {
        this(choices, machine, SEGMENT_SIZES[choices.pick(SEGMENT_SIZES.length)]);
    }

    Simulation(Choices choices, Machine machine, long segmentOctets) {
        this.choices = choices;
        this.machine = machine;
        this.segmentOctets = segmentOctets;
    }

    /** Lives so many times, and then ends all that is left. */
    public void run(int lives) throws IOException, InterruptedException {
        for (int i = 0; i < lives; i++) {
            live();
        }
        endAll();
    }

    /** How often it ended in the middle of something. */
    public int crashes() {
        return crashes;
    }

    private void live() throws IOException, InterruptedException {
        boolean stopped = false;
        int soon = choices.pick(3) == 0 ? 30 : 400;
        machine.crashAfter(choices.pick(5) == 0 ? 0 : 1 + choices.pick(soon));
        try {
            start();
            boolean alive = true;
            for (int acts = choices.pick(80); acts > 0 && alive; acts--) {
                alive = act();
            }
            if (alive && choices.pick(4) == 0) {
                process.stop();
                stopped = !machine.crashed();
            }
        } catch (VirtualDisk.Crash dead) {
            assertThat(machine.crashed()).isTrue();
        }
        crashes += stopped ? 0 : 1;
        end();
    }

    SimulatedProcess process() {
        return process;
    }

    Promise promise(QueueId id) {
        return promises.get(id);
    }

    /** A client brings a message, and waits. */
    Promise accept(int length) {
        byte[] body = Arrays.copyOf(OCTETS, length);
        try {
            var session = process.open(body, acceptance(1, ""));
            process.write(session, length);
            process.commit(session);
            return session.promise();
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void end() {
        end(choices.pick(3) > 0);
        machine.full(choices.rarely(20));
        wall = wall.plusSeconds(choices.pick(5) - 2L);
    }

    /** The process is gone; the machine may go too. */
    void end(boolean powerCut) {
        Story.tell("%s, crashed %b", powerCut ? "power cut" : "killed", machine.crashed());
        if (process != null) {
            synced = Math.max(synced, process.synced());
            wall = process.now();
        }
        process = null;
        if (powerCut) {
            machine.powerCut();
        } else {
            machine.kill();
        }
        machine.failing(false);
        promises.values().forEach(promise -> promise.handed(false));
    }

    void start() throws IOException {
        process = new SimulatedProcess(machine, promises, wall, segmentOctets);
        check();
        process.consume();
    }

    /** A quiet end: all is delivered, and nothing is left, not even segments. */
    private void endAll() throws IOException, InterruptedException {
        machine.crashAfter(0);
        machine.full(false);
        start();
        promises.values().stream().filter(Simulation::mayBeReleased).forEach(process::release);
        process.turn();
        process.pass(1000);
        process.turn();
        waiting().forEach(this::finish);
        process.stop();
        end();
        start();
        assertThat(process.spool().status().messages()).isZero();
        assertThat(process.spool().status().journalFiles()).isLessThanOrEqualTo(2);
        process.stop();
    }

    // --- what may happen

    /** Something happens; false where the process is dead. */
    private boolean act() throws InterruptedException {
        switch (choices.pick(20)) {
            case 0, 1, 2, 3 -> client();
            case 4, 5 -> open();
            case 6, 7, 8 -> outcome();
            case 9 -> process.pass(choices.pick(120));
            case 10 -> trouble();
            case 11 -> release();
            case 12, 13 -> process.relocate();
            case 14 -> process.look();
            case 15 -> hold();
            default -> {
                return process.turn();
            }
        }
        return !machine.crashed();
    }

    private void open() {
        if (process.sessions().size() < 4 && waiting().size() < MOST_MESSAGES) {
            int length = choices.pick(8) == 0 ? choices.pick(150_000) : choices.pick(3000);
            int start = choices.pick(OCTETS.length - length);
            byte[] body = Arrays.copyOfRange(OCTETS, start, start + length);
            String hold = choices.pick(8) == 0 ? "held" : "";
            process.open(body, acceptance(1 + choices.pick(3), hold));
        }
    }

    Acceptance acceptance(int recipients, String hold) {
        String[] all = new String[recipients];
        Arrays.setAll(all, i -> "r" + names++);
        Acceptance plain = Mail.acceptance(all);
        return new Acceptance(plain.envelope(), plain.received(), plain.head(), 0, hold);
    }

    private void client() throws InterruptedException {
        if (process.sessions().isEmpty()) {
            open();
            return;
        }
        var session = process.sessions().get(choices.pick(process.sessions().size()));
        if (choices.pick(12) == 0) {
            process.leave(session);
        } else if (!session.isWhole()) {
            process.write(session, 100_000);
        } else if (!session.waits()) {
            process.commit(session);
        }
    }

    private List<Promise> waiting() {
        return promises.values().stream()
                .filter(p -> p.handed() && !p.held() && !Promise.isOver(p.now()))
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .toList();
    }

    private void outcome() throws InterruptedException {
        List<Promise> waiting = waiting();
        if (waiting.isEmpty()) {
            return;
        }
        Promise promise = waiting.get(choices.pick(waiting.size()));
        if (promise.pending() >= 6) {
            return;
        }
        List<SpooledMessage.Entry> open = open(promise);
        SpooledMessage.Entry entry = open.get(choices.pick(open.size()));
        String text = "t" + names++;
        switch (choices.pick(6)) {
            case 0 -> record(promise, entry, new RecipientState.Waiting(1, wall, text));
            case 1 -> bounce(promise, entry, text);
            case 2 -> redirect(promise, entry);
            case 3 -> record(promise, entry, new RecipientState.Discarded(text));
            default -> record(promise, entry, new RecipientState.Delivered(text));
        }
    }

    private static List<SpooledMessage.Entry> open(Promise promise) {
        return promise.now().stream()
                .filter(entry -> entry.state() instanceof RecipientState.Waiting)
                .toList();
    }

    private void finish(Promise promise) {
        for (SpooledMessage.Entry entry : open(promise)) {
            record(promise, entry, new RecipientState.Delivered("end"));
        }
    }

    private void record(Promise promise, SpooledMessage.Entry entry, RecipientState state) {
        var change = new RecipientChange(entry.index(), state);
        process.record(promise, new Change(change, entry.recipient(), List.of()), List.of());
    }

    private void redirect(Promise promise, SpooledMessage.Entry entry) {
        List<Recipient> others = new ArrayList<>();
        for (int i = choices.pick(3); i >= 0; i--) {
            others.add(Recipient.of(Mailbox.of("x" + names++, "example.net")));
        }
        record(promise, entry, new RecipientState.Redirected(others));
    }

    void bounce(Promise promise, SpooledMessage.Entry entry, String text) {
        var failed = new RecipientState.Failed(new Status.Permanent(1, 1, text));
        var change = new RecipientChange(entry.index(), failed);
        byte[] octets = Arrays.copyOfRange(OCTETS, names, names + 300 + choices.pick(3000));
        String id = promise.id() + "B" + entry.recipient().mailbox().localPart();
        Bounce bounce = Mail.bounce(id, octets);
        Envelope envelope = bounce.envelope();
        var acceptance = new Acceptance(envelope, process.now(), new byte[0], 0, "");
        Promise bounced = new Promise(bounce.id(), octets, acceptance);
        bounced.stands(Standing.ASKED);
        process.record(
                promise, new Change(change, entry.recipient(), List.of(bounced)), List.of(bounce));
    }

    private void release() {
        promises.values().stream()
                .filter(Simulation::mayBeReleased)
                .findFirst()
                .ifPresent(process::release);
    }

    private static boolean mayBeReleased(Promise promise) {
        return promise.handed() && promise.heldNow() && !Promise.isOver(promise.now());
    }

    private void hold() {
        waiting().stream()
                .filter(promise -> !promise.heldNow())
                .findFirst()
                .ifPresent(process::hold);
    }

    private void trouble() {
        switch (choices.pick(8)) {
            case 0 -> machine.failing(true);
            case 1, 2 -> machine.full(true);
            default -> machine.full(false);
        }
    }

    // --- what must hold

    /** Nothing that was promised is lost, nothing is there that wasn't asked for. */
    private void check() {
        assertThat(process.found().damage()).isEmpty();
        assertThat(process.found().sequence()).isGreaterThanOrEqualTo(synced);
        List<Promise> answered = new ArrayList<>();
        List<Promise> others = new ArrayList<>();
        for (Promise promise : promises.values()) {
            (promise.standing() == Standing.ANSWERED ? answered : others).add(promise);
        }
        answered.forEach(this::checkAnswered);
        others.forEach(this::checkOther);
        long expected = promises.values().stream().filter(this::isThere).count();
        assertThat(process.spool().status().messages()).as("messages").isEqualTo(expected);
    }

    private void checkOther(Promise promise) {
        SpooledMessage found = process.spool().find(promise.id()).orElse(null);
        switch (promise.standing()) {
            case ANSWERED -> checkAnswered(promise);
            case ASKED -> {
                if (found == null) {
                    promise.stands(Standing.GONE);
                } else {
                    checkAnswered(promise);
                }
            }
            case OPEN, GONE -> {
                assertThat(found).as("%s, which isn't ours", promise.id()).isNull();
                promise.stands(Standing.GONE);
            }
        }
    }

    private void checkAnswered(Promise promise) {
        SpooledMessage found = process.spool().find(promise.id()).orElse(null);
        if (found == null) {
            assertThat(promise.becomes(null, "")).as("%s is lost", promise.id()).isTrue();
            return;
        }
        List<SpooledMessage.Entry> entries = found.recipients();
        assertThat(promise.becomes(entries, found.hold()))
                .as("%s has %s instead of %s", promise.id(), entries, promise.now())
                .isTrue();
        assertThat(isSame(found.message(), promise.octets()))
                .as("octets of %s", promise.id())
                .isTrue();
    }

    private static boolean isSame(Message message, byte[] octets) {
        try (InputStream content = message.content()) {
            byte[] buffer = new byte[8192];
            int at = 0;
            for (int count = content.read(buffer); count > 0; count = content.read(buffer)) {
                int end = Math.min(octets.length, at + count);
                if (!Arrays.equals(buffer, 0, count, octets, at, end)) {
                    return false;
                }
                at = end;
            }
            return at == octets.length;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private boolean isThere(Promise promise) {
        return promise.standing() == Standing.ANSWERED;
    }
}
