// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import org.osgi.framework.BundleException;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs what a plugin's own code may hold up, on a thread that can be given up. */
final class Steps {
    private Steps() {}

    /**
     * Waits for it.
     *
     * @throws Refusal where it failed or took too long
     */
    static void within(Duration limit, String what, Step step)
            throws Refusal, InterruptedException {
        FutureTask<Boolean> task = new FutureTask<>(callable(step));
        Thread thread = Thread.ofPlatform().daemon().name("plugins/step").unstarted(task);
        // What the plugin starts must not keep the class loader of whoever asked for it.
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        thread.start();
        try {
            task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            thread.interrupt();
            throw new Refusal("%s takes longer than %d s".formatted(what, limit.toSeconds()));
        } catch (ExecutionException broken) {
            throw new Refusal(what + " failed: " + innermost(broken));
        } catch (InterruptedException stopped) {
            thread.interrupt();
            throw stopped;
        }
    }

    private static Callable<Boolean> callable(Step step) {
        return () -> {
            step.run();
            return true;
        };
    }

    private static String innermost(Throwable thrown) {
        Throwable cause = thrown;
        for (Throwable next = thrown; next != null; next = next.getCause()) {
            cause = next;
        }
        return cause instanceof BundleException
                ? String.valueOf(cause.getMessage())
                : cause.toString();
    }

    /** Something with a bundle. */
    interface Step {
        void run() throws BundleException;
    }
}
