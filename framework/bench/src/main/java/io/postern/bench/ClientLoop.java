// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A thread of a {@link Generator}, with its share of the sessions. */
final class ClientLoop extends Loop {
    /** Before the next connection, when one was lost. */
    private static final long PAUSE = 100_000_000;

    /** Between two looks at who waits too long. */
    private static final long LOOK = 200_000_000;

    /** Connections that are being opened at once: the server's queue for them is short. */
    private static final int OPENING = 64;

    private static final long IDLE_MILLIS = 100;

    private final Generator generator;
    private final Load load;
    private final Turnstile turnstile;
    private final List<ClientSession> sessions = new ArrayList<>();
    private final ArrayDeque<ClientSession> unconnected = new ArrayDeque<>();
    private final ArrayDeque<ClientSession> idle = new ArrayDeque<>();

    /** In the order their pauses end, since all are equally long. */
    private final ArrayDeque<Away> away = new ArrayDeque<>();

    private final List<Letter> letters;
    private final Histogram connect = Latency.histogram();
    private final Histogram accept = Latency.histogram();
    private int working;
    private int opening;
    private long nextLook;

    private record Away(ClientSession session, long until) {}

    ClientLoop(Generator generator, int count, List<Letter> letters, Filler filler)
            throws IOException {
        this.generator = generator;
        load = generator.load();
        turnstile = generator.turnstile();
        this.letters = letters;
        Words words = new Words(load.addresses());
        int biggest = Math.min(Outbox.SMALL, load.manner().sizes().biggest());
        int room = words.room() + letters.getFirst().headerSize() + biggest + 64;
        for (int i = 0; i < count; i++) {
            sessions.add(new ClientSession(this, load, words, new Outbox(room, filler)));
        }
        unconnected.addAll(sessions);
        working = count;
    }

    @Override
    long turn() {
        long now = System.nanoTime();
        if (working == 0 || generator.isGraceOver(now)) {
            return OVER;
        }
        if (turnstile.isOver(now)) {
            working -= unconnected.size() + away.size();
            unconnected.clear();
            away.clear();
        } else {
            connect(now);
        }
        serveIdle(now);
        if (now - nextLook >= 0) {
            nextLook = now + LOOK;
            sessions.stream().filter(session -> session.isLate(now)).forEach(ClientSession::giveUp);
        }
        return working == 0 ? OVER : patience(now);
    }

    private void connect(long now) {
        while (!away.isEmpty() && away.getFirst().until() - now <= 0) {
            unconnected.add(away.removeFirst().session());
        }
        while (opening < OPENING && !unconnected.isEmpty()) {
            opening++;
            unconnected.removeFirst().connect();
        }
    }

    private void serveIdle(long now) {
        while (!idle.isEmpty()) {
            long sequence = turnstile.take(now);
            if (sequence == Turnstile.LATER) {
                return;
            }
            ClientSession session = idle.removeFirst();
            if (sequence == Turnstile.OVER) {
                session.wakeAndQuit();
            } else {
                session.wakeAndMail(sequence, turnstile.begin(sequence, now, true));
            }
        }
    }

    private long patience(long now) {
        long wait = IDLE_MILLIS;
        if (!idle.isEmpty()) {
            wait = Math.min(wait, turnstile.untilDue(now));
        }
        if (!away.isEmpty()) {
            wait = Math.min(wait, Math.max(1, (away.getFirst().until() - now) / 1_000_000));
        }
        return wait;
    }

    @Override
    void end() {
        sessions.forEach(ClientSession::abandon);
    }

    /** An open session has nothing to do. */
    void free(ClientSession session) {
        long now = System.nanoTime();
        long sequence = turnstile.take(now);
        if (sequence == Turnstile.LATER) {
            idle.add(session);
            session.rest();
        } else if (sequence == Turnstile.OVER) {
            session.quit();
        } else {
            session.mail(sequence, turnstile.begin(sequence, now, false));
        }
    }

    void connected(long began) {
        generator.tally().connections.increment();
        connect.recordValue(Latency.within(System.nanoTime() - began));
    }

    void opened() {
        opening--;
        generator.opened();
    }

    void unopened(String reason, boolean hopeless) {
        opening--;
        generator.unopened(reason, hopeless);
    }

    /** A session has no connection any more. */
    void away(ClientSession session, boolean politely) {
        if (politely) {
            unconnected.add(session);
            return;
        }
        idle.remove(session);
        away.add(new Away(session, System.nanoTime() + PAUSE));
    }

    void lostOpen() {
        generator.sawOpen();
    }

    void taken(long sequence, long size, long begun) {
        LoadTally tally = generator.tally();
        tally.taken(size);
        if (turnstile.counts(sequence)) {
            long now = System.nanoTime();
            accept.recordValue(Latency.within(now - begun));
            tally.counted(size, begun, now);
        }
    }

    void failed() {
        generator.tally().failed.increment();
    }

    void trouble(String kind, String example) {
        generator.tally().trouble(kind, example);
    }

    void receipt(long sequence, int recipient, boolean promised) {
        if (promised) {
            generator.receipts().promised(sequence, recipient, time());
        } else {
            generator.receipts().refused(sequence, recipient);
        }
    }

    Letter letter(long sequence) {
        return letters.get(load.manner().sizes().index(load.seed(), sequence));
    }

    /** What stands in a message as the time. */
    long time() {
        return generator.stopwatch().now();
    }

    Histogram connectTimes() {
        return connect;
    }

    Histogram acceptTimes() {
        return accept;
    }
}
