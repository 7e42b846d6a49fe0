// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.event.Figure;
import io.postern.api.policy.MessagePolicy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A script that is asked copies of what the server asks its policies, on threads of its own, and
 * whose answers count for nothing but this: where they differ from what came of the question, that
 * is counted and logged. What it is too slow for is dropped and counted. Safe for many threads;
 * never blocks who hands it something.
 */
final class Shadow implements AskedSink {
    private static final Logger LOG = LoggerFactory.getLogger(Shadow.class);

    /** Sessions are spread over so many threads: one that waits for the DNS holds up a few. */
    private static final int LANES = 4;

    private static final int WAITING = 1000;
    private static final int MOST_OCTETS = 16 * 1024 * 1024;
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final int LINES = 10;

    private final Script script;
    private final Comparison comparison;
    private final Replay.Hooks hooks = new Replay.Hooks();
    private final List<Lane> lanes = new ArrayList<>();
    private final AtomicInteger octets = new AtomicInteger();

    /** Guarded by this, as are the next four: asked, different, failed, unknown. */
    private final Map<String, long[]> sums = new TreeMap<>();

    private long dropped;
    private long quietUntil = System.nanoTime();
    private int lines;
    private long unsaid;

    /**
     * Begins.
     *
     * @param replaced the script in whose place it would stand; empty for in front of all
     */
    Shadow(Script script, String replaced) throws InterruptedException {
        this.script = script;
        this.comparison = new Comparison(replaced);
        script.register(hooks);
        for (int i = 0; i < LANES; i++) {
            lanes.add(new Lane());
        }
    }

    String name() {
        return script.name();
    }

    @Override
    public int bodyOctets() {
        return hooks.find(MessagePolicy.class).isPresent() ? BodyText.MOST : 0;
    }

    @Override
    public void take(Asked asked) {
        if (asked.hook().equals("route") || !comparison.isReached(asked)) {
            return;
        }
        int weight = asked.weight();
        Lane lane = lanes.get(Math.floorMod(asked.client().session().hashCode(), LANES));
        if (octets.addAndGet(weight) > MOST_OCTETS || !lane.waiting.offer(asked)) {
            octets.addAndGet(-weight);
            drop();
        }
    }

    private synchronized void drop() {
        dropped++;
    }

    /** A thread, the sessions that are its, and what waits for it. */
    private final class Lane implements Runnable {
        final BlockingQueue<Asked> waiting = new ArrayBlockingQueue<>(WAITING);
        final AtomicReference<String> missing = new AtomicReference<>("");
        final Replay replay = new Replay(hooks, script.name(), missing::set);
        final Thread thread = Thread.ofVirtual().name("script/shadow").start(this);

        @Override
        @SuppressWarnings("IllegalCatch") // a border: the next question must be asked
        public void run() {
            try {
                while (true) {
                    Asked asked = waiting.take();
                    octets.addAndGet(-asked.weight());
                    try {
                        replay.ask(asked, this::compare);
                    } catch (RuntimeException bug) {
                        LOG.error("script={} status=shadow-broke", script.name(), bug);
                    }
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private void compare(Asked asked, Said would) {
            boolean unknown = !missing.getAndSet("").isEmpty();
            count(asked, would, unknown);
        }
    }

    private synchronized void count(Asked asked, Said would, boolean unknown) {
        boolean failed = would.verdict().equals("trouble");
        boolean different = !unknown && comparison.isDifferent(asked, would);
        long[] sum = sums.computeIfAbsent(asked.hook(), _ -> new long[4]);
        sum[0]++;
        sum[1] += different ? 1 : 0;
        sum[2] += failed ? 1 : 0;
        sum[3] += unknown ? 1 : 0;
        if (different && mayLog()) {
            LOG.info(
                    "script={} shadow hook={} session={} about=\"{}\" would=\"{}\" did=\"{}\""
                            + " by={}",
                    script.name(),
                    asked.hook(),
                    asked.client().session(),
                    quoted(asked.topic()),
                    quoted(would.line()),
                    quoted(asked.given().line()),
                    asked.given().by().isEmpty() ? "-" : asked.given().by());
        }
    }

    private static String quoted(String text) {
        return ScriptLog.oneLine(text).replace('"', '\'');
    }

    private boolean mayLog() {
        long now = System.nanoTime();
        if (now - quietUntil >= 0) {
            if (unsaid > 0) {
                LOG.info("script={} shadow status=log-limited dropped={}", script.name(), unsaid);
            }
            quietUntil = now + QUIET.toNanos();
            lines = 0;
            unsaid = 0;
        }
        if (lines >= LINES) {
            unsaid++;
            return false;
        }
        lines++;
        return true;
    }

    /** How much it was asked, and how it went. */
    synchronized List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        sums.forEach(
                (hook, sum) -> {
                    Map<String, String> labels = Map.of("script", script.name(), "hook", hook);
                    figures.add(figure("asked", "Questions to a shadow.", labels, sum[0]));
                    figures.add(figure("different", "Answers that would differ.", labels, sum[1]));
                    figures.add(figure("failed", "Questions it failed at.", labels, sum[2]));
                    figures.add(
                            figure("unknown", "Questions with too long a body.", labels, sum[3]));
                });
        figures.add(
                figure(
                        "dropped",
                        "Questions it was too slow for.",
                        Map.of("script", script.name()),
                        dropped));
        return figures;
    }

    private static Figure figure(String name, String help, Map<String, String> labels, long value) {
        return new Figure("script_shadow_" + name, Figure.Kind.COUNTER, help, labels, value);
    }

    /** Asks nothing more. The script is for others to close. */
    void close() {
        lanes.forEach(lane -> lane.thread.interrupt());
    }
}
