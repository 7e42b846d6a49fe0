// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.config.Option;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code spool:}. Waits for the journal's engine, recovers, and only then offers {@link Spool} as a
 * service. Where that can't be, the process ends with 75.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.postern.spool",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=spool")
@Designate(ocd = SpoolComponent.Options.class)
public final class SpoolComponent
        implements ServiceTrackerCustomizer<JournalFactory, SpoolComponent.Running> {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolComponent.class);

    private final BundleContext context;
    private final SpoolSettings settings;
    private final ServiceTracker<JournalFactory, Running> engines;

    @ObjectClassDefinition(name = "spool")
    @interface Options {
        @Option("what is synced before a message is answered for: group (all that wait) or none")
        SpoolSettings.Sync sync() default SpoolSettings.Sync.GROUP;

        @Option("engine of the journal")
        String journal() default "chronicle";

        @Option(
                kind = Option.Kind.SIZE,
                value = "size at which a new journal file is started; whole files are deleted")
        long segmentSize() default 256L << 20;
    }

    /** The spool over one engine. */
    static final class Running {
        private final JournalSpool spool;
        private final ServiceRegistration<Spool> registration;

        Running(JournalSpool spool, ServiceRegistration<Spool> registration) {
            this.spool = spool;
            this.registration = registration;
        }
    }

    /** Blocks for recovery where the engine is there already. */
    @Activate
    public SpoolComponent(BundleContext context, Options options) throws InvalidSyntaxException {
        this.context = context;
        this.settings =
                new SpoolSettings(options.sync(), options.segmentSize(), acceptedGaps(context));
        var filter =
                FrameworkUtil.createFilter(
                        "(&(objectClass=%s)(postern.type=%s))"
                                .formatted(
                                        JournalFactory.class.getName(),
                                        options.journal().toLowerCase(Locale.ROOT)));
        this.engines = new ServiceTracker<>(context, filter, this);
        engines.open();
    }

    /** What {@code postern run --accept-gap} says. */
    private static Set<Integer> acceptedGaps(BundleContext context) {
        String segments = Objects.requireNonNullElse(context.getProperty("postern.accept-gap"), "");
        return Arrays.stream(segments.split(",", -1))
                .filter(segment -> !segment.isBlank())
                .map(segment -> Integer.valueOf(segment.strip()))
                .collect(Collectors.toSet());
    }

    /** Writes what waits, syncs and closes. */
    @Deactivate
    public void stop() {
        engines.close();
    }

    @Override
    @SuppressWarnings("IllegalCatch") // a border: without its spool the process must not go on
    public @Nullable Running addingService(ServiceReference<JournalFactory> reference) {
        JournalFactory factory = context.getService(reference);
        if (factory == null) {
            return null;
        }
        FailStop failStop = new FailStop(context);
        try {
            Path folder = Path.of(context.getProperty("postern.home"), "data", "spool", "0");
            JournalSpool spool =
                    SpoolFiles.open(factory, folder, settings, Clocks.system()).recover(failStop);
            return new Running(spool, context.registerService(Spool.class, spool, null));
        } catch (IOException | RuntimeException broken) {
            failStop.failed(broken);
            return null;
        }
    }

    @Override
    public void modifiedService(ServiceReference<JournalFactory> reference, Running running) {}

    @Override
    public void removedService(ServiceReference<JournalFactory> reference, Running running) {
        running.registration.unregister();
        try {
            running.spool.close();
        } catch (IOException unclean) {
            LOG.warn("event=spool-closed-uncleanly reason={}", unclean.toString());
        }
        context.ungetService(reference);
    }
}
