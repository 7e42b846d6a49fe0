// SPDX-License-Identifier: Apache-2.0
package io.postern.pickup;

import io.postern.api.config.Option;
import io.postern.api.mail.HostIdentity;
import io.postern.hooks.MailEvents;
import io.postern.spool.Spool;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.util.tracker.ServiceTracker;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The section {@code pickup:}. Looks at nothing while no folder is named. */
@Component(
        service = Pickup.class,
        immediate = true,
        configurationPid = "io.postern.pickup",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=pickup")
@Designate(ocd = Pickup.Options.class)
public final class Pickup {
    /** What {@code pickup:} has. */
    @ObjectClassDefinition(name = "pickup folder")
    @interface Options {
        @Option(kind = Option.Kind.PATH, value = "where files are put; without it there is none")
        String folder() default "";

        @Option("what they look like: bsmtp, eml-json or plain")
        PickupSettings.Format format() default PickupSettings.Format.BSMTP;

        @Option(kind = Option.Kind.DURATION, value = "from one look to the next")
        String poll() default "PT5S";

        @Option(kind = Option.Kind.SIZE, value = "the largest message that is taken")
        long messageSize() default 50L * 1024 * 1024;
    }

    private final ServiceTracker<Spool, Spool> spool;
    private final ServiceTracker<HostIdentity, HostIdentity> host;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread looking;

    /** Started by Declarative Services. */
    @Activate
    public Pickup(BundleContext context, Options options, @Reference MailEvents events) {
        PickupSettings settings = PickupSettings.of(options);
        spool = new ServiceTracker<>(context, Spool.class, null);
        host = new ServiceTracker<>(context, HostIdentity.class, null);
        spool.open();
        host.open();
        PickupFolder folder = new PickupFolder(settings, events, InstantSource.system());
        Thread.Builder thread = Thread.ofVirtual().name("pickup");
        looking =
                options.folder().isEmpty()
                        ? thread.unstarted(() -> {})
                        : thread.start(() -> look(folder, settings));
    }

    private void look(PickupFolder folder, PickupSettings settings) {
        try {
            while (!closed.await(settings.poll().toNanos(), TimeUnit.NANOSECONDS)) {
                Spool to = spool.getService();
                HostIdentity us = host.getService();
                if (to != null && us != null) {
                    folder.look(to, us);
                }
            }
        } catch (InterruptedException _) {
            // closed in the middle of a message, of which nothing counts
        }
    }

    /** Ends what is under way; a message that is durable by then may be taken once more. */
    @Deactivate
    void close() throws InterruptedException {
        closed.countDown();
        looking.interrupt();
        looking.join(Duration.ofSeconds(10));
        spool.close();
        host.close();
    }
}
