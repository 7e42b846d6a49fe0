// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks a script anew what a server's policies were asked, with the answers that the DNS and lookups
 * gave then, and says where it would have come to something else. Without a server, and also while
 * one runs. Used by one thread at a time.
 */
public final class ScriptRehearsal implements AutoCloseable {
    private final Engine engine = Sandbox.newEngine();
    private final Path home;
    private final RecordReader record;
    private final AtomicLong all = new AtomicLong();
    private final AtomicLong done = new AtomicLong();

    /**
     * Starts an engine, which takes half a second.
     *
     * @param home whose record it is
     */
    public ScriptRehearsal(Path home) {
        this.home = home;
        this.record = new RecordReader(RecordFiles.folder(home));
    }

    /** How far it is, from 0 to 1; for any thread. */
    public double progress() {
        return (double) done.get() / Math.max(1, all.get());
    }

    /** Whether the home has a record. */
    public boolean hasRecord() throws IOException {
        return record.isThere();
    }

    /**
     * Plays the record through a script. Blocks for as long as that takes: some 6,000 questions a
     * second. Throws {@link IllegalArgumentException} where the script doesn't compile, with file,
     * line and column, and where the record has no script of the name that is to be replaced.
     */
    public Rehearsed run(Path script, RehearsalPlan plan) throws IOException, InterruptedException {
        ScriptFiles files = new ScriptFiles(script.toAbsolutePath().normalize(), home);
        RehearsedWorld world = new RehearsedWorld();
        all.set(0);
        done.set(0);
        Map<String, Noted.Entry> entries = prepare(world);
        String replaced = replaced(plan, files, entries);
        Noted.Entry entry =
                entries.getOrDefault(
                        replaced, new Noted.Entry(files.name(), Set.of(), ScriptEntry.NO_OPTIONS));
        String options = plan.options().isEmpty() ? entry.options() : plan.options();
        Script loaded = load(files, entry, world.host(files.name(), options));
        try {
            Replay.Hooks hooks = new Replay.Hooks();
            loaded.register(hooks);
            Replay replay = new Replay(hooks, files.name(), world::unasked);
            Play play = new Play(world, replay, new Comparison(replaced), plan);
            record.read(
                    noted -> {
                        play.take(noted);
                        done.incrementAndGet();
                    });
            return play.result(replaced);
        } finally {
            loaded.close();
        }
    }

    private Script load(ScriptFiles files, Noted.Entry entry, HostModule host)
            throws InterruptedException {
        ScriptUse use = new ScriptUse(files.name(), entry.listeners());
        try {
            return new Script(engine, use, files, host, limits(), TestGate.OPEN);
        } catch (ScriptFailedException broken) {
            throw new IllegalArgumentException(broken.getMessage(), broken);
        }
    }

    /** What was answered at all is better than nothing, before what was answered at that time. */
    private Map<String, Noted.Entry> prepare(RehearsedWorld world)
            throws IOException, InterruptedException {
        Map<String, Noted.Entry> entries = new TreeMap<>();
        record.read(
                noted -> {
                    all.incrementAndGet();
                    world.learnFirst(noted);
                    if (noted instanceof Noted.Loaded(_, var scripts)) {
                        scripts.forEach(one -> entries.put(one.name(), one));
                    }
                });
        return entries;
    }

    private static String replaced(
            RehearsalPlan plan, ScriptFiles files, Map<String, Noted.Entry> entries) {
        if (plan.replaced().isEmpty()) {
            return entries.containsKey(files.name()) ? files.name() : "";
        }
        if (!entries.containsKey(plan.replaced())) {
            throw new IllegalArgumentException(
                    "no script '%s' is in the record; there are: %s"
                            .formatted(plan.replaced(), String.join(", ", entries.keySet())));
        }
        return plan.replaced();
    }

    /** Those of a test: an engine that has just started is no measure of a warm one. */
    private static Limits limits() {
        return TestSuite.limits();
    }

    /** Ends the engine. Doesn't wait: against a script that can't be stopped that would not end. */
    @Override
    public void close() {
        Thread.ofPlatform().daemon().name("script/end").start(() -> engine.close(true));
    }

    /** The record as it is read. */
    private static final class Play {
        private final RehearsedWorld world;
        private final Replay replay;
        private final Comparison comparison;
        private final RehearsalPlan plan;
        private final Map<String, long[]> sums = new TreeMap<>();
        private final List<Rehearsed.Finding> findings = new ArrayList<>();
        private Instant from = Instant.MAX;
        private Instant to = Instant.MIN;

        Play(RehearsedWorld world, Replay replay, Comparison comparison, RehearsalPlan plan) {
            this.world = world;
            this.replay = replay;
            this.comparison = comparison;
            this.plan = plan;
        }

        void take(Noted noted) throws InterruptedException {
            world.learn(noted);
            if (noted instanceof Asked asked && !asked.at().isBefore(plan.since())) {
                world.clock().set(asked.at());
                from = asked.at().isBefore(from) ? asked.at() : from;
                to = asked.at().isAfter(to) ? asked.at() : to;
                if (comparison.isReached(asked)) {
                    replay.ask(asked, this::compare);
                }
            }
        }

        private void compare(Asked asked, Said would) {
            Optional<String> unknown = world.takeUnasked();
            boolean different = unknown.isEmpty() && comparison.isDifferent(asked, would);
            long[] sum = sums.computeIfAbsent(asked.hook(), _ -> new long[3]);
            sum[0]++;
            sum[1] += different ? 1 : 0;
            sum[2] += unknown.isPresent() ? 1 : 0;
            if ((different || unknown.isPresent()) && findings.size() < plan.most()) {
                findings.add(
                        new Rehearsed.Finding(
                                asked.at(),
                                asked.client().session(),
                                asked.hook(),
                                asked.client().address(),
                                asked.topic(),
                                asked.given().line(),
                                asked.given().by(),
                                unknown.isPresent() ? "" : would.line(),
                                unknown.orElse("")));
            }
        }

        Rehearsed result(String replaced) {
            return new Rehearsed(
                    replaced,
                    from,
                    to,
                    ScriptHook.ALL.stream()
                            .map(ScriptHook::function)
                            .filter(sums::containsKey)
                            .map(hook -> sum(hook, sums.getOrDefault(hook, new long[3])))
                            .toList(),
                    findings);
        }

        private static Rehearsed.Sum sum(String hook, long[] sum) {
            return new Rehearsed.Sum(hook, sum[0], sum[1], sum[2]);
        }
    }
}
