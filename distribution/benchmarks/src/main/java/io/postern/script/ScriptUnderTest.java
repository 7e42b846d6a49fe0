// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Engine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** A script as the server runs it, with the limits it has there; nobody watches its file. */
public final class ScriptUnderTest {
    private static final Duration TIME = Duration.ofMillis(100);

    private final Engine engine;
    private final Script script;

    private ScriptUnderTest(Engine engine, Script script) {
        this.engine = engine;
        this.script = script;
    }

    /** Compiles a file below a home. */
    public static ScriptUnderTest load(Path file, Path home) throws InterruptedException {
        Engine engine = Sandbox.newEngine();
        InstantSource clock = InstantSource.system();
        Limits limits = Limits.of(TIME);
        ScriptFiles files = new ScriptFiles(file, home);
        HostServices services =
                HostServices.without(new DnsFunctions(() -> null), new Counters(clock), clock);
        HostModule host =
                new HostModule(
                        new ScriptLog(files.name(), System::nanoTime),
                        services,
                        ScriptEntry.NO_OPTIONS);
        ScriptUse use = ScriptUse.everywhere(files.name());
        return new ScriptUnderTest(
                engine, new Script(engine, use, files, host, limits, TestGate.OPEN));
    }

    /** The hook of that type, as the core asks it. */
    public <H> H hook(Class<H> type) {
        return ScriptHook.of(type, script);
    }

    /** Whether the JVM compiles scripts; else it interprets them. */
    public boolean isCompiled() {
        return !engine.getImplementationName().equals("Interpreted");
    }

    /** Ends its threads. */
    public void close() throws InterruptedException {
        script.close();
        engine.close(true);
    }
}
