// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs the test file of a script. Tests run one after the other in a sandbox of their own, replaced
 * after each that fails; the hooks they ask run in the script's. Used once, by one thread.
 */
final class TestSuite {
    /** For all tests of a file, before the last of which begins. */
    private static final Duration ALL = Duration.ofSeconds(20);

    private static final Duration END = Duration.ofSeconds(3);

    private final Engine engine;
    private final ScriptFiles files;
    private final ScriptFiles tests;
    private final PretendWorld world = PretendWorld.make();
    private final List<TestOutcome> outcomes = new ArrayList<>();
    private final long began = System.nanoTime();

    TestSuite(Engine engine, ScriptFiles files) {
        this.engine = engine;
        this.files = files;
        this.tests = files.tests();
    }

    /** Blocks until all have run, up to half a minute. What fails is in what it returns. */
    TestRun run() throws InterruptedException {
        TestedScript script = new TestedScript(this::load);
        try {
            boolean _ = loads(script);
            runAll(script, limits());
        } catch (ScriptFailedException broken) {
            add("loading", String.valueOf(broken.getMessage()), began);
        } finally {
            script.close();
        }
        // It may load only with options that a test gives it. Where it never does, that is all.
        Optional<String> trouble = script.trouble();
        if (trouble.isPresent()) {
            outcomes.clear();
            add("loading", trouble.get(), began);
        }
        return new TestRun(tests.name(), outcomes);
    }

    private Script load(String options) throws InterruptedException {
        return new Script(
                engine,
                ScriptUse.everywhere(files.name()),
                files,
                world.host(tests.name(), options),
                limits(),
                TestGate.OPEN);
    }

    private static boolean loads(TestedScript script) throws InterruptedException {
        try {
            Script _ = script.get();
            return true;
        } catch (ScriptFailedException _) {
            return false;
        }
    }

    private void runAll(TestedScript script, Limits limits) throws InterruptedException {
        Generation generation =
                Generation.compile(
                        tests.name(),
                        engine,
                        tests,
                        new TestHost(
                                world.host(tests.name(), ScriptEntry.NO_OPTIONS), script, world),
                        limits,
                        new Bulkhead(limits.losses(), InstantSource.system()));
        try {
            List<String> names =
                    ask(generation, box -> Arguments.texts(box.invoke("names"), "names"));
            if (names.isEmpty()) {
                add("loading", tests.name() + ": no test in it", began);
            }
            for (int i = 0; i < names.size(); i++) {
                runOne(generation, names.get(i), i);
            }
        } finally {
            generation.close();
            generation.awaitEnd(END);
        }
    }

    private void runOne(Generation generation, String name, int index) throws InterruptedException {
        long start = System.nanoTime();
        if (start - began > ALL.toNanos()) {
            add(name, "not run: those before took " + ALL.toSeconds() + " s", start);
            return;
        }
        try {
            boolean _ = ask(generation, box -> box.invoke("run", index).asBoolean());
            add(name, "", start);
        } catch (ScriptFailedException failed) {
            add(name, String.valueOf(failed.getMessage()), start);
        }
    }

    private static <A> A ask(Generation generation, Function<Sandbox, A> body)
            throws InterruptedException {
        A answer = generation.run(generation.name(), body);
        if (answer == null) {
            throw new IllegalStateException("closed while its tests run: " + generation.name());
        }
        return answer;
    }

    private void add(String name, String failure, long start) {
        outcomes.add(new TestOutcome(name, failure, Duration.ofNanos(System.nanoTime() - start)));
    }

    /**
     * A server's, but for the time: an engine that has just started is no measure of a warm one.
     */
    static Limits limits() {
        Duration patience = Duration.ofSeconds(10);
        Limits server = Limits.of(Limits.MAX_TIME);
        return new Limits(
                server.time(),
                server.load(),
                patience,
                patience,
                server.statements(),
                1,
                server.waiting());
    }
}
