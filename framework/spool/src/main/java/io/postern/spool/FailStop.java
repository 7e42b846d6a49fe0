// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;

/**
 * Ends the process when the journal can't keep its promise: stops the framework after telling the
 * launcher, by the system property {@code postern.exit}, to exit with 75. Whoever restarts it gets
 * a journal that has been read and synced again; this one never could be.
 */
final class FailStop implements JournalSpool.FailureListener {
    private static final Logger LOG = LoggerFactory.getLogger(FailStop.class);
    private static final String TRY_AGAIN_LATER = "75";

    private final BundleContext context;

    FailStop(BundleContext context) {
        this.context = context;
    }

    @Override
    public void failed(Throwable reason) {
        if (reason instanceof IOException) { // the disk's trouble, or recovery's refusal
            LOG.error(
                    "event=spool-failed action=exit code={} reason=\"{}\"",
                    TRY_AGAIN_LATER,
                    reason.getMessage());
            LOG.debug("event=spool-failed", reason);
        } else {
            LOG.error("event=spool-failed action=exit code={}", TRY_AGAIN_LATER, reason);
        }
        System.setProperty("postern.exit", TRY_AGAIN_LATER);
        try {
            context.getBundle(0)
                    .stop(); // returns at once, the framework stops in a thread of its own
        } catch (BundleException | IllegalStateException stopping) {
            LOG.debug("event=already-stopping", stopping);
        }
    }
}
