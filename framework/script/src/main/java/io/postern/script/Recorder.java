// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.event.Figure;
import io.postern.script.Asked.Letter;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps the record that scripts are rehearsed with, on a thread of its own. What comes faster than
 * it is written, and what can't be written, is dropped and counted: mail never waits for it. Safe
 * for many threads.
 */
final class Recorder implements AskedSink {
    /** What waits to be written, about so many octets and lines at most. */
    static final int MOST_OCTETS = 16 * 1024 * 1024;

    private static final int MOST_LINES = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final Duration QUIET = Duration.ofMinutes(1);

    /** New sessions a second, and of each so many transactions, are enough to rehearse with. */
    private static final int SESSIONS = 50;

    private static final int TRANSACTIONS = 10;

    /** Answers of the DNS and lookups that needn't be written again to the same file. */
    private static final int MOST_KNOWN = 20_000;

    private final RecordFiles files;
    private final int body;
    private final Redactions redactions;
    private final InstantSource clock;
    private final Sampling sampling;
    private final BlockingQueue<Noted> waiting = new ArrayBlockingQueue<>(MOST_LINES);
    private final AtomicInteger octets = new AtomicInteger();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;
    private volatile Noted.Loaded loaded = new Noted.Loaded(Instant.EPOCH, List.of());

    /** Used by the thread, as are the next two: what the file under way has, the oldest first. */
    private final Map<String, String> known = new LinkedHashMap<>();

    private long quietUntil = System.nanoTime();
    private long reported;

    /**
     * Begins.
     *
     * @param body octets of each body that are kept
     */
    Recorder(RecordFiles files, int body, Redactions redactions, InstantSource clock) {
        this.files = files;
        this.body = body;
        this.redactions = redactions;
        this.clock = clock;
        this.sampling = new Sampling(SESSIONS, TRANSACTIONS, clock);
        this.thread = Thread.ofPlatform().daemon().name("script/record").start(this::run);
    }

    /** Makes the redaction, on the thread of the record: it reads a file. */
    @FunctionalInterface
    interface Redactions {
        /** Of the files' key. */
        Redaction of(byte[] key);
    }

    @Override
    public int bodyOctets() {
        return body;
    }

    @Override
    public boolean wants(String session, String hook) {
        return sampling.wants(session, hook);
    }

    @Override
    public void take(Asked asked) {
        note(asked);
    }

    /** The scripts are others now: each file begins with them. */
    void loaded(List<Noted.Entry> scripts) {
        Noted.Loaded now = new Noted.Loaded(clock.instant(), scripts);
        loaded = now;
        note(now);
    }

    /** Takes one, or drops it. */
    void note(Noted noted) {
        int weight = noted.weight();
        if (closed || octets.addAndGet(weight) > MOST_OCTETS) {
            octets.addAndGet(-weight);
            dropped.incrementAndGet();
        } else if (!waiting.offer(noted)) {
            octets.addAndGet(-weight);
            dropped.incrementAndGet();
        }
    }

    InstantSource clock() {
        return clock;
    }

    /** How many lines were written and dropped. */
    List<Figure> figures() {
        return List.of(
                figure("rehearsal_lines", "Lines of the record for rehearsals.", written),
                figure("rehearsal_dropped", "Lines that the record had no room for.", dropped));
    }

    private static Figure figure(String name, String help, AtomicLong value) {
        return new Figure(name, Figure.Kind.COUNTER, help, Map.of(), value.get());
    }

    private void run() {
        try {
            Redaction redaction = redactions.of(files.key());
            boolean flushed = true;
            while (true) {
                Noted next = waiting.poll(closed ? 0 : 500, TimeUnit.MILLISECONDS);
                if (next != null) {
                    octets.addAndGet(-next.weight());
                    write(redaction, next);
                    flushed = false;
                } else if (closed) {
                    return;
                } else if (!flushed) {
                    flushed = flush();
                }
            }
        } catch (IOException unwritable) {
            LOG.warn("status=not-recording reason=\"{}\"", unwritable.toString());
            closed = true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    private void write(Redaction redaction, Noted noted) {
        try {
            Instant now = clock.instant();
            if (files.isNew(now)) {
                known.clear();
                files.add(RecordJson.write(redaction.apply(loaded)), now);
            }
            Noted kept = redaction.apply(shortened(noted));
            if (isNews(kept)) {
                files.add(RecordJson.write(kept), now);
            }
            written.incrementAndGet();
        } catch (IOException unwritable) {
            dropped.incrementAndGet();
            complain(unwritable.toString());
        }
    }

    /** A shadow may have wanted more of the body. */
    private Noted shortened(Noted noted) {
        if (!(noted instanceof Asked asked) || asked.letter().body().length() <= body) {
            return noted;
        }
        Letter letter = asked.letter();
        return new Asked(
                asked.at(),
                asked.hook(),
                asked.client(),
                asked.sending(),
                asked.about(),
                new Letter(
                        letter.headers(), letter.size(), letter.body().substring(0, body), false),
                asked.given(),
                asked.said());
    }

    /** Not so where the file under way has the same answer already. */
    private boolean isNews(Noted noted) {
        return switch (noted) {
            case Asked _, Noted.Loaded _ -> true;
            case Noted.OfDns(_, var type, var name, var records, var none) ->
                    isNews("dns " + type + " " + name, records + none);
            case Noted.OfLookup(_, var lookup, var key, var values, var none) ->
                    isNews("lookup " + lookup + " " + key, values + none);
        };
    }

    private boolean isNews(String question, String answer) {
        String before = known.put(question, answer);
        if (known.size() > MOST_KNOWN) {
            known.remove(known.keySet().iterator().next());
        }
        return !answer.equals(before);
    }

    private boolean flush() {
        try {
            files.flush();
            files.purge(clock.instant());
        } catch (IOException unwritable) {
            complain(unwritable.toString());
        }
        if (dropped.get() > reported) {
            complain("more than could be written");
        }
        return true;
    }

    private void complain(String reason) {
        long now = System.nanoTime();
        if (now - quietUntil >= 0) {
            quietUntil = now + QUIET.toNanos();
            reported = dropped.get();
            LOG.warn("status=record-incomplete dropped={} reason=\"{}\"", reported, reason);
        }
    }

    private void end() {
        closed = true;
        try {
            files.close();
        } catch (IOException unwritable) {
            LOG.warn("status=record-incomplete reason=\"{}\"", unwritable.toString());
        }
    }

    /** Writes what waits, and ends. Blocks for that, some seconds at most. */
    void close() throws InterruptedException {
        closed = true;
        boolean _ = thread.join(Duration.ofSeconds(5));
    }
}
