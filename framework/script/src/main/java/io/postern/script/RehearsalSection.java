// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.config.Option;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code rehearsal:}, the record that scripts are rehearsed with. Nothing is written before a
 * script is there and something was asked. Guarded by itself.
 */
@Component(
        service = RehearsalSection.class,
        configurationPid = "io.postern.rehearsal",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=rehearsal")
@Designate(ocd = RehearsalSection.Options.class)
public final class RehearsalSection {
    private static final long LEAST_SIZE = 1024 * 1024;

    private final Options options;
    private final Path home;
    private @Nullable Recorder recorder;
    private List<Noted.Entry> told = List.of();
    private boolean closed;

    /** Keys of {@code rehearsal:}. */
    @ObjectClassDefinition(name = "rehearsal")
    @interface Options {
        /** On or off. */
        @Option("whether what is asked while scripts are there is recorded")
        boolean record() default true;

        /** Until it is deleted. */
        @Option(kind = Option.Kind.DURATION, value = "how long the record goes back, at most")
        String keep() default "P7D";

        /** On the disk. */
        @Option(kind = Option.Kind.SIZE, value = "how much of the disk it may take, from 1MiB")
        long size() default 64 * 1024 * 1024;

        /** Of each message. */
        @Option(kind = Option.Kind.SIZE, value = "how much of each body is in it, up to 1MiB")
        long body() default 0;

        /** For privacy. */
        @Option("what is disguised or left out: addresses, headers, options")
        Redaction.Part[] redact() default {};

        /** That a policy needs. */
        @Option("header fields whose values stay where 'redact' has headers")
        String[] keptHeaders() default {};
    }

    /** Takes the options; refuses what can't be. */
    @Activate
    public RehearsalSection(BundleContext context, Options options) {
        this.options = options;
        String root = context.getProperty("postern.home");
        this.home = Path.of(root == null ? "/" : root);
        if (options.size() < LEAST_SIZE) {
            throw new IllegalArgumentException("rehearsal: size must be at least 1MiB");
        }
        if (options.body() < 0 || options.body() > BodyText.MOST) {
            throw new IllegalArgumentException("rehearsal: body must be up to 1MiB");
        }
    }

    /**
     * The record, where there is to be one.
     *
     * @param scripts those that run; of another list it is told
     */
    synchronized Optional<Recorder> recorder(List<Noted.Entry> scripts) {
        if (!options.record() || closed || scripts.isEmpty()) {
            return Optional.empty();
        }
        Recorder running = recorder;
        if (running == null) {
            running = open();
            recorder = running;
            told = List.of();
        }
        if (!told.equals(scripts)) {
            running.loaded(scripts);
            told = scripts;
        }
        return Optional.of(running);
    }

    private Recorder open() {
        return new Recorder(
                new RecordFiles(
                        RecordFiles.folder(home), options.size(), Duration.parse(options.keep())),
                (int) options.body(),
                key -> new Redaction(Set.of(options.redact()), List.of(options.keptHeaders()), key),
                InstantSource.system());
    }

    /** Writes what waits. */
    @Deactivate
    void deactivate() throws InterruptedException {
        Recorder running;
        synchronized (this) {
            closed = true;
            running = recorder;
        }
        if (running != null) {
            running.close();
        }
    }
}
