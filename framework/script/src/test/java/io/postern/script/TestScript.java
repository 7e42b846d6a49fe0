// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.lookup.DnsResolver;

import org.graalvm.polyglot.Engine;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A script in a folder of its own, with its hooks at hand. */
final class TestScript implements AutoCloseable {
    private static final Engine ENGINE = Sandbox.newEngine();

    /** Wide enough for a cold engine on a busy machine; what tests a limit sets its own. */
    static final Limits PATIENT = limits(Duration.ofSeconds(2), 1);

    private final Path file;
    private final Script script;
    private final Map<Class<?>, Object> hooks = new ConcurrentHashMap<>();

    private TestScript(Path file, Script script) throws InterruptedException {
        this.file = file;
        this.script = script;
        script.register(
                new Script.Registrar() {
                    @Override
                    public <H> Runnable register(Class<H> type, H service) {
                        hooks.put(type, service);
                        return () -> hooks.remove(type);
                    }
                });
    }

    static Limits limits(Duration time, int running) {
        return new Limits(
                time,
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                1_000_000,
                running,
                200);
    }

    /** Writes it to {@code home/scripts/policy.js} and compiles it. */
    static TestScript of(Path home, String source) {
        return of(home, source, PATIENT);
    }

    static TestScript of(Path home, String source, Limits limits) {
        return of(home, source, limits, null);
    }

    static TestScript of(Path home, String source, Limits limits, @Nullable DnsResolver resolver) {
        Path file = home.resolve("scripts/policy.js");
        write(file, source);
        return load(file, home, limits, resolver);
    }

    static TestScript load(Path file, Path home, Limits limits, @Nullable DnsResolver resolver) {
        return load(file, home, limits, resolver, InstantSource.system());
    }

    /** One that may ask servers by HTTP. */
    static TestScript asking(Path file, Path home, Limits limits, WebAccess web) {
        InstantSource clock = InstantSource.system();
        ScriptFiles files = new ScriptFiles(file, home);
        ScriptLog log = new ScriptLog(files.name(), System::nanoTime);
        DnsFunctions dns = new DnsFunctions(() -> null);
        HostServices services =
                new HostServices(dns, LookupSource.NONE, web, new Counters(clock), clock);
        return load(file, files, limits, new HostModule(log, services, ScriptEntry.NO_OPTIONS));
    }

    /** With a clock of its own for what the script asks, and counters by it. */
    static TestScript at(Path home, String source, InstantSource clock) {
        Path file = home.resolve("scripts/policy.js");
        write(file, source);
        return load(file, home, PATIENT, null, clock);
    }

    static TestScript load(
            Path file,
            Path home,
            Limits limits,
            @Nullable DnsResolver resolver,
            InstantSource clock) {
        Counters counters = new Counters(clock);
        ScriptFiles files = new ScriptFiles(file, home);
        HostModule host =
                new HostModule(
                        new ScriptLog(files.name(), System::nanoTime),
                        HostServices.without(new DnsFunctions(() -> resolver), counters, clock),
                        ScriptEntry.NO_OPTIONS);
        return load(file, files, limits, host);
    }

    /** With options and listeners of its own. */
    static TestScript with(Path home, String source, String options, Set<String> listeners) {
        Path file = home.resolve("scripts/policy.js");
        write(file, source);
        ScriptFiles files = new ScriptFiles(file, home);
        InstantSource clock = InstantSource.system();
        HostServices services =
                HostServices.without(new DnsFunctions(() -> null), new Counters(clock), clock);
        HostModule host =
                new HostModule(new ScriptLog(files.name(), System::nanoTime), services, options);
        return load(file, files, PATIENT, host, new ScriptUse(files.name(), listeners));
    }

    /** With lookups. */
    static TestScript asking(Path home, String source, LookupSource lookups, Limits limits) {
        Path file = home.resolve("scripts/policy.js");
        write(file, source);
        ScriptFiles files = new ScriptFiles(file, home);
        InstantSource clock = InstantSource.system();
        HostServices services =
                new HostServices(
                        new DnsFunctions(() -> null),
                        lookups,
                        new WebAccess(List.of()),
                        new Counters(clock),
                        clock);
        HostModule host =
                new HostModule(
                        new ScriptLog(files.name(), System::nanoTime),
                        services,
                        ScriptEntry.NO_OPTIONS);
        return load(file, files, limits, host);
    }

    /** A script whose hooks nobody has taken yet; for the caller to close. */
    static Script bare(Path home, String source) throws InterruptedException {
        Path file = home.resolve("scripts/policy.js");
        write(file, source);
        ScriptFiles files = new ScriptFiles(file, home);
        InstantSource clock = InstantSource.system();
        HostModule host =
                new HostModule(
                        new ScriptLog(files.name(), System::nanoTime),
                        HostServices.without(
                                new DnsFunctions(() -> null), new Counters(clock), clock),
                        ScriptEntry.NO_OPTIONS);
        ScriptUse use = ScriptUse.everywhere(files.name());
        return new Script(ENGINE, use, files, host, PATIENT, TestGate.OPEN);
    }

    private static TestScript load(Path file, ScriptFiles files, Limits limits, HostModule host) {
        return load(file, files, limits, host, ScriptUse.everywhere(files.name()));
    }

    private static TestScript load(
            Path file, ScriptFiles files, Limits limits, HostModule host, ScriptUse use) {
        try {
            return new TestScript(
                    file, new Script(ENGINE, use, files, host, limits, TestGate.tests(ENGINE)));
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    static void write(Path file, String source) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, source);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Writes the file anew and looks at it as often as a change needs to be taken. */
    void change(String source) throws InterruptedException {
        write(file, source);
        poll();
    }

    void poll() throws InterruptedException {
        script.poll();
        script.poll();
    }

    Script script() {
        return script;
    }

    boolean has(Class<?> hook) {
        return hooks.containsKey(hook);
    }

    <H> H hook(Class<H> type) {
        Object hook = hooks.get(type);
        if (hook == null) {
            throw new AssertionError("not exported: " + type.getSimpleName());
        }
        return type.cast(hook);
    }

    @Override
    public void close() {
        try {
            script.close();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
