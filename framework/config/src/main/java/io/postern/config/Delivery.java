// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells when the components have what was written to Configuration Admin: it delivers in the order
 * of writing, by one thread, in which a component stops and starts; so when a mark written last
 * comes by, all before it is done. One caller at a time.
 */
final class Delivery implements ConfigurationListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final String MARK = "io.postern.config.mark";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How often to look whether the process ends, and with it who would deliver. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private final ConfigurationAdmin admin;
    private final Bundle framework;
    private final ServiceRegistration<ConfigurationListener> registration;
    private final Semaphore marks = new Semaphore(0);
    private long number;

    @SuppressWarnings("this-escape") // Events come after the first mark.
    Delivery(BundleContext context, ConfigurationAdmin admin) {
        this.admin = admin;
        this.framework = context.getBundle(0);
        this.registration = context.registerService(ConfigurationListener.class, this, null);
    }

    /**
     * Blocks for as long as components take to start: the spool may have much to recover. Returns
     * when the framework stops, too.
     */
    void await() throws IOException, InterruptedException {
        number++;
        admin.getConfiguration(MARK, "?")
                .update(FrameworkUtil.asDictionary(Map.of("number", number)));
        long told = System.nanoTime();
        while (!marks.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)
                && !StartWatch.isStopping(framework)) {
            if (System.nanoTime() - told >= PATIENCE.toNanos()) {
                LOG.warn("configuration=waiting reason=\"a component is still starting\"");
                told = System.nanoTime();
            }
        }
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (event.getPid().equals(MARK)) {
            marks.release();
        }
    }

    @Override
    public void close() {
        registration.unregister();
    }
}
