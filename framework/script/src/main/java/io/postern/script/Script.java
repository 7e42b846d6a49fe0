// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Client;

import org.graalvm.polyglot.Engine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One file of {@code scripts:} and the hooks it exports. Calls come from many threads; {@link
 * #register}, {@link #poll} and {@link #close} are made by one thread at a time.
 */
final class Script {
    private static final Logger LOG = LoggerFactory.getLogger(Script.class);
    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final ScriptUse use;
    private final Engine engine;
    private final HostModule host;
    private final Limits limits;
    private final Bulkhead bulkhead;
    private final TestGate gate;
    private final Map<ScriptHook<?>, Runnable> registered = new HashMap<>();
    private volatile Generation generation;
    private volatile boolean closed;

    /** The files as they were last compiled, well or not. */
    private ScriptFiles compiled;

    /** A change that may still be under way. */
    private @Nullable ScriptFiles changing;

    private String kept = "";
    private @Nullable Registrar registrar;

    /**
     * Compiles it. Throws {@link ScriptFailedException} with file, line and column.
     *
     * @param use as what, and for whom
     * @param gate asked about each change of the files
     */
    Script(
            Engine engine,
            ScriptUse use,
            ScriptFiles files,
            HostModule host,
            Limits limits,
            TestGate gate)
            throws InterruptedException {
        this.use = use;
        this.engine = engine;
        this.host = host;
        this.limits = limits;
        this.bulkhead = new Bulkhead(limits.losses(), InstantSource.system());
        this.gate = gate;
        this.compiled = files;
        this.generation = compile(files);
        files.watchTests();
    }

    private Generation compile(ScriptFiles files) throws InterruptedException {
        files.requireJavaScript();
        Generation made = Generation.compile(use.name(), engine, files, host, limits, bulkhead);
        Optional<String> misplaced = use.misplaced(made.exports());
        if (misplaced.isPresent()) {
            made.close();
            throw new ScriptFailedException(
                    "%s: %s is asked without a session, so no script with 'listeners' may export it"
                            .formatted(use.name(), misplaced.get()));
        }
        return made;
    }

    /** Where a script's hooks become services. */
    @FunctionalInterface
    interface Registrar {
        /** Makes a service of a hook; what comes back takes it away again. */
        <H> Runnable register(Class<H> type, H service);
    }

    /** Makes services of the functions that it exports, now and after each change. */
    void register(Registrar with) throws InterruptedException {
        registrar = with;
        registerExports();
    }

    private void registerExports() throws InterruptedException {
        Registrar with = registrar;
        if (with == null) {
            return;
        }
        Set<String> exports = generation.exports();
        warnOfStrangers(exports);
        for (ScriptHook<?> hook : ScriptHook.ALL) {
            if (exports.contains(hook.function())) {
                registered.computeIfAbsent(hook, wanted -> register(wanted, with));
            } else if (registered.containsKey(hook)) {
                registered.remove(hook).run();
            }
        }
    }

    private <H> Runnable register(ScriptHook<H> hook, Registrar with) {
        return with.register(hook.type(), hook.service().apply(this));
    }

    /** A misspelt hook is never asked: somebody should know. */
    private void warnOfStrangers(Set<String> exports) {
        List<String> hooks = ScriptHook.ALL.stream().map(ScriptHook::function).toList();
        exports.stream()
                .filter(export -> export.matches("on[A-Z].*") && !hooks.contains(export))
                .forEach(
                        export ->
                                LOG.warn("script={} export={} status=no-hook", use.name(), export));
        if (exports.stream().noneMatch(hooks::contains)) {
            LOG.warn("script={} status=no-hooks", use.name());
        }
    }

    /**
     * Asks one of its functions. Blocks for the answer; throws {@link ScriptFailedException} for
     * all that goes wrong.
     */
    <A> A call(String function, Scope scope, List<View> arguments, Function<ScriptAnswer, A> reader)
            throws InterruptedException {
        Consumer<Said> ear = use.ear().listen(function, arguments);
        try {
            A answer = answer(function, scope, arguments, reader);
            ear.accept(Said.of(use.name(), answer));
            return answer;
        } catch (ScriptFailedException broken) {
            ear.accept(Said.failed(use.name(), String.valueOf(broken.getMessage())));
            throw broken;
        }
    }

    private <A> A answer(
            String function, Scope scope, List<View> arguments, Function<ScriptAnswer, A> reader)
            throws InterruptedException {
        while (!closed) {
            A answer = generation.call(function, scope, arguments, reader);
            if (answer != null) {
                return answer;
            }
        }
        throw new ScriptFailedException(use.name() + ": " + function + ": the script is gone");
    }

    /**
     * Looks whether the files have changed, and stayed so since the last look; then compiles them
     * aside and swaps them whole. Where they don't compile or the gate stays shut, the running ones
     * stay.
     */
    void poll() throws InterruptedException {
        ScriptFiles now = compiled.reread();
        if (now.sameAs(compiled)) {
            changing = null;
            return;
        }
        ScriptFiles before = changing;
        if (before == null || !before.sameAs(now)) {
            changing = now;
            return;
        }
        changing = null;
        compiled = now;
        swap(now);
    }

    /**
     * As {@link #poll}, for who knows that no change is under way. Tries again what wasn't taken:
     * it may not have been the file's fault, but that of a lookup which wasn't there yet.
     */
    void refresh() throws InterruptedException {
        ScriptFiles now = compiled.reread();
        if (!now.sameAs(compiled) || !kept.isEmpty()) {
            changing = null;
            compiled = now;
            swap(now);
        }
    }

    private void swap(ScriptFiles files) throws InterruptedException {
        Generation next;
        try {
            gate.require(files);
            next = compile(files);
            kept = "";
        } catch (ScriptFailedException broken) {
            kept = String.valueOf(broken.getMessage());
            LOG.error("script={} status=kept reason=\"{}\"", use.name(), broken.getMessage());
            return;
        }
        Generation old = generation;
        generation = next;
        registerExports();
        old.close();
        LOG.info("script={} status=swapped hooks={}", use.name(), hooks());
    }

    /** Why the files as they are aren't what runs; empty where they are. */
    String kept() {
        return kept;
    }

    /** Whether it is of that file. */
    boolean isOf(ScriptFiles files) {
        return compiled.isOf(files);
    }

    /** Whether it runs that script as its files are now. */
    boolean runs(ScriptFiles files) {
        return kept.isEmpty() && compiled.isOf(files) && compiled.sameAs(compiled.reread());
    }

    /** The functions that are hooks now. */
    List<String> hooks() {
        return ScriptHook.ALL.stream()
                .filter(registered::containsKey)
                .map(ScriptHook::function)
                .toList();
    }

    String name() {
        return use.name();
    }

    /** Whether it is asked about a client's session. */
    boolean serves(Client client) {
        return use.serves(client.listener());
    }

    /** Takes its services away and ends. Blocks for the calls under way, some seconds at most. */
    void close() throws InterruptedException {
        registrar = null;
        registered.values().forEach(Runnable::run);
        registered.clear();
        closed = true;
        generation.close();
        generation.awaitEnd(DRAIN);
    }
}
