// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Engine;

import java.nio.file.Path;

/**
 * Runs the tests of scripts, {@code NAME.test.js} beside {@code NAME.js}, without a server: the
 * script in the sandbox that it has in one, the tests in another. Used by one thread at a time.
 */
public final class ScriptTests implements AutoCloseable {
    private final Engine engine = Sandbox.newEngine();
    private final Path home;

    /**
     * Starts an engine, which takes half a second.
     *
     * @param home what paths in messages are relative to
     */
    public ScriptTests(Path home) {
        this.home = home;
    }

    /** Runs the tests of one script. Blocks until they have ended, for half a minute at most. */
    public TestRun run(Path script) throws InterruptedException {
        return new TestSuite(engine, new ScriptFiles(script, home)).run();
    }

    /** Ends the engine. Doesn't wait: against a script that can't be stopped that would not end. */
    @Override
    public void close() {
        Thread.ofPlatform().daemon().name("script/end").start(() -> engine.close(true));
    }
}
