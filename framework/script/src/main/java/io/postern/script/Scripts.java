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
    private final ServiceRegistration<?> refresh;
    private @Nullable Engine engine;
    private List<Script> scripts = List.of();
    private WebAccess web = new WebAccess(List.of());

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable DnsResolver resolver;

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
        List<Script> next = compile(options, allowed);
        List<Script> old = scripts;
        scripts = next;
        for (int i = 0; i < next.size(); i++) {
            next.get(i).register(registrar(next.get(i).name(), FIRST_RANKING - i));
            LOG.info("script={} status=loaded hooks={}", next.get(i).name(), next.get(i).hooks());
        }
        for (Script script : old) {
            script.close();
        }
        web.close();
        web = allowed;
    }

    private List<Script> compile(Options options, WebAccess allowed) throws InterruptedException {
        Limits limits = Limits.of(Duration.parse(options.timeLimit()));
        List<Script> compiled = new ArrayList<>();
        try {
            for (String configured : options.value()) {
                Script next = compile(ScriptEntry.of(configured), limits, allowed, options.tests());
                compiled.add(next);
                requireDistinct(compiled);
            }
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
                        new DnsFunctions(() -> resolver), lookups, allowed, counters, clock);
        HostModule host =
                new HostModule(new ScriptLog(name, System::nanoTime), services, entry.options());
        TestGate gate = tested ? TestGate.tests(running) : TestGate.OPEN;
        boolean changed =
                scripts.stream().anyMatch(script -> script.isOf(files))
                        && scripts.stream().noneMatch(script -> script.runs(files));
        if (changed) {
            gate.require(files);
        }
        ScriptUse use = new ScriptUse(name, entry.listeners());
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
