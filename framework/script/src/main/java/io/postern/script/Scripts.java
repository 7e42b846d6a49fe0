// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.config.Option;
import io.postern.api.lookup.DnsResolver;

import org.graalvm.polyglot.Engine;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * {@code scripts:}, the JavaScript policies in the order they are asked: before the plugins of
 * postern.yaml, whose rankings end at 1000. A script that doesn't compile fails the activation, so
 * that nobody runs without the policy they wrote. Guarded by itself.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.postern.scripts",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=scripts")
@Designate(ocd = Scripts.Options.class)
public final class Scripts {
    private static final Logger LOG = LoggerFactory.getLogger(Scripts.class);
    private static final int FIRST_RANKING = 2000;
    private static final int POLL_SECONDS = 1;

    private final BundleContext context;
    private final ScheduledExecutorService watcher;
    private final InstantSource clock = InstantSource.system();

    /** Kept while scripts come and go. */
    private final Counters counters = new Counters(clock);

    private final OsgiLookups lookups;
    private final Observers observers;
    private final ServiceRegistration<?> refresh;
    private @Nullable Engine engine;
    private List<Script> scripts = List.of();
    private WebAccess web = new WebAccess(List.of());

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable DnsResolver resolver;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable RehearsalSection rehearsal;

    /** Keys of an entry that is more than a file. */
    @interface Entry {
        /** The script. */
        @Option(kind = Option.Kind.FILE, value = "JavaScript policy")
        String file();

        /** Of the policy. */
        @Option(kind = Option.Kind.NAME, value = "what it is called, else as its file")
        String name() default "";

        /** For some sessions. */
        @Option(
                kind = Option.Kind.LISTENER,
                value = "whose sessions it is asked about, else of all listeners")
        String[] listeners() default {};

        /** For the script. */
        @Option(kind = Option.Kind.DATA, value = "what the script finds as 'options'")
        String options() default ScriptEntry.NO_OPTIONS;

        /** A script on trial. */
        @Option("whether it only watches: what it says counts for nothing, differences are counted")
        boolean shadow() default false;

        /** Of a shadow. */
        @Option("the script in whose place a shadow would stand, else in front of all")
        String replaces() default "";
    }

    /** Keys of {@code scripts:}. */
    @ObjectClassDefinition(name = "scripts")
    @interface Options {
        /** The scripts. */
        @Option(
                kind = Option.Kind.FILE,
                entry = Entry.class,
                value = "JavaScript policies, in the order they are asked")
        String[] value() default {};

        /** For one call. */
        @Option(kind = Option.Kind.DURATION, value = "how long one call may run, up to 2s")
        String timeLimit() default "PT0.1S";

        /** With their port, where it isn't the usual one. */
        @Option(
                kind = Option.Kind.TEXT,
                value = "servers that scripts may ask by HTTP, as https://api.example.org")
        String[] httpOrigins() default {};

        /** Of a changed script. */
        @Option("whether a changed script must pass its own tests, NAME.test.js beside it")
        boolean tests() default true;
    }

    /** Compiles every script and makes services of their hooks. Blocks for some seconds. */
    @Activate
    public Scripts(BundleContext context, Options options) throws InterruptedException {
        this.context = context;
        this.watcher =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("script/watch").factory());
        this.lookups = new OsgiLookups(context);
        this.observers = new Observers(context, () -> rehearsal);
        boolean started = false;
        try {
            change(options);
            started = true;
        } finally {
            if (!started) {
                watcher.shutdownNow();
                lookups.close();
            }
        }
        Callable<List<String>> command = this::refresh;
        this.refresh =
                context.registerService(
                        Callable.class,
                        command,
                        FrameworkUtil.asDictionary(Map.of("postern.command", "scripts")));
        ScheduledFuture<?> _ =
                watcher.scheduleWithFixedDelay(
                        this::poll, POLL_SECONDS, POLL_SECONDS, TimeUnit.SECONDS);
    }

    /** The new scripts are there before the old ones go: no mail passes between them unasked. */
    @Modified
    void modified(Options options) throws InterruptedException {
        change(options);
    }

    private synchronized void change(Options options) throws InterruptedException {
        WebAccess allowed = new WebAccess(List.of(options.httpOrigins()));
        List<ScriptEntry> entries = Arrays.stream(options.value()).map(ScriptEntry::of).toList();
        List<Script> next = compile(entries, options, allowed);
        List<Script> old = scripts;
        scripts = next;
        List<Noted.Entry> live = new ArrayList<>();
        List<Shadow> shadows = new ArrayList<>();
        for (int i = 0; i < next.size(); i++) {
            Script script = next.get(i);
            ScriptEntry entry = entries.get(i);
            if (entry.shadow()) {
                shadows.add(new Shadow(script, entry.replaces()));
            } else {
                script.register(registrar(script.name(), FIRST_RANKING - i));
                live.add(new Noted.Entry(script.name(), entry.listeners(), entry.options()));
            }
            LOG.info(
                    "script={} status={} hooks={}",
                    script.name(),
                    entry.shadow() ? "shadow" : "loaded",
                    script.hooks());
        }
        observers.change(live, shadows);
        for (Script script : old) {
            script.close();
        }
        web.close();
        web = allowed;
    }

    private List<Script> compile(List<ScriptEntry> entries, Options options, WebAccess allowed)
            throws InterruptedException {
        Limits limits = Limits.of(Duration.parse(options.timeLimit()));
        List<Script> compiled = new ArrayList<>();
        try {
            for (ScriptEntry entry : entries) {
                compiled.add(compile(entry, limits, allowed, options.tests()));
                requireDistinct(compiled);
            }
            requireReplaced(entries, compiled);
        } catch (ScriptFailedException broken) {
            LOG.error("status=not-loaded reason=\"{}\"", broken.getMessage());
            for (Script script : compiled) {
                script.close();
            }
            throw broken;
        }
        return compiled;
    }

    private static void requireDistinct(List<Script> scripts) {
        String last = scripts.getLast().name();
        if (scripts.stream().filter(script -> script.name().equals(last)).count() > 1) {
            throw new ScriptFailedException(
                    last + " is there twice in scripts: give one of them another 'name'");
        }
    }

    private static void requireReplaced(List<ScriptEntry> entries, List<Script> scripts) {
        for (int i = 0; i < entries.size(); i++) {
            String replaced = entries.get(i).replaces();
            if (replaced.isEmpty()) {
                continue;
            }
            String name = scripts.get(i).name();
            if (!entries.get(i).shadow()) {
                throw new ScriptFailedException(
                        name + ": 'replaces' is for a shadow, so 'shadow: true' must stand there");
            }
            boolean there = false;
            for (int j = 0; j < scripts.size(); j++) {
                there |= !entries.get(j).shadow() && scripts.get(j).name().equals(replaced);
            }
            if (!there) {
                throw new ScriptFailedException(
                        "%s: it replaces '%s', and no script is called so"
                                .formatted(name, replaced));
            }
        }
    }

    private Script compile(ScriptEntry entry, Limits limits, WebAccess allowed, boolean tested)
            throws InterruptedException {
        Engine running = engine;
        if (running == null) {
            running = Sandbox.newEngine();
            LOG.info("engine=\"{}\"", running.getImplementationName());
            engine = running;
        }
        String home = context.getProperty("postern.home");
        ScriptFiles files = new ScriptFiles(entry.file(), Path.of(home == null ? "/" : home));
        String name = entry.name().isEmpty() ? files.name() : entry.name();
        HostServices services =
                new HostServices(
                        new DnsFunctions(() -> observers.watched(resolver)),
                        observers.watched(lookups),
                        allowed,
                        // A shadow's are its own: it must not count twice.
                        entry.shadow() ? new Counters(clock) : counters,
                        clock,
                        entry.shadow() ? new ScriptMetrics() : observers.metrics());
        String shown = entry.shadow() ? name + " shadow" : name;
        HostModule host =
                new HostModule(new ScriptLog(shown, System::nanoTime), services, entry.options());
        TestGate gate = tested ? TestGate.tests(running) : TestGate.OPEN;
        boolean changed =
                scripts.stream().anyMatch(script -> script.isOf(files))
                        && scripts.stream().noneMatch(script -> script.runs(files));
        if (changed) {
            gate.require(files);
        }
        Ear ear = entry.shadow() ? Ear.CLOSED : observers.ear();
        ScriptUse use = new ScriptUse(name, entry.listeners(), ear);
        return new Script(running, use, files, host, limits, gate);
    }

    private Script.Registrar registrar(String name, int ranking) {
        return new Script.Registrar() {
            @Override
            public <H> Runnable register(Class<H> type, H service) {
                Map<String, Object> properties =
                        Map.of(
                                "postern.name",
                                name,
                                "postern.type",
                                "script",
                                "postern.section",
                                "scripts",
                                Constants.SERVICE_RANKING,
                                ranking);
                ServiceRegistration<H> registration =
                        context.registerService(
                                type, service, FrameworkUtil.asDictionary(properties));
                return registration::unregister;
            }
        };
    }

    /** Takes what has changed, at once; the scripts that weren't taken, a line each, and why. */
    private synchronized List<String> refresh() throws InterruptedException {
        List<String> kept = new ArrayList<>();
        for (Script script : scripts) {
            script.refresh();
            if (!script.kept().isEmpty()) {
                kept.add(script.name() + ": not taken, the old one goes on: " + script.kept());
            }
        }
        return kept;
    }

    @SuppressWarnings("IllegalCatch") // the border of the scheduler: the next look must come
    private synchronized void poll() {
        for (Script script : scripts) {
            try {
                script.poll();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException broken) {
                LOG.error("script={} status=not-watched", script.name(), broken);
            }
        }
    }

    /** Takes the hooks away, then ends what runs. Blocks for the calls under way. */
    @Deactivate
    void deactivate() throws InterruptedException {
        refresh.unregister();
        watcher.shutdownNow();
        synchronized (this) {
            observers.close();
            for (Script script : scripts) {
                script.close();
            }
            scripts = List.of();
            web.close();
            lookups.close();
            Engine running = engine;
            engine = null;
            if (running != null) {
                // Against a script that can't be stopped this doesn't return.
                Thread.ofPlatform().daemon().name("script/end").start(() -> running.close(true));
            }
        }
    }
}
