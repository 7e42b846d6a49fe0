// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The OSGi framework with the distribution's bundles. States: installed ({@link #install}), started
 * ({@link #start}), stopped; used by one thread, but {@link #stop} may come from any.
 */
final class Platform {
    private static final Logger LOG = LoggerFactory.getLogger(Platform.class);
    private static final Duration COMMAND_WAIT = Duration.ofSeconds(10);

    private final Framework framework;

    private Platform(Framework framework) {
        this.framework = framework;
    }

    /**
     * Installs every bundle of the distribution into a fresh framework, by reference: the jars stay
     * where they are.
     *
     * @param properties of {@link PlatformProperties}; what is in its cache is deleted
     */
    static Platform install(Distribution distribution, Map<String, String> properties)
            throws BundleException, IOException {
        Framework framework =
                new org.apache.felix.framework.FrameworkFactory().newFramework(properties);
        framework.init(Platform::log);
        BundleContext context = framework.getBundleContext();
        context.addFrameworkListener(Platform::log);
        for (Distribution.BundleJar jar : distribution.bundles()) {
            try {
                Bundle bundle = context.installBundle("reference:" + jar.file().toUri());
                bundle.adapt(BundleStartLevel.class).setStartLevel(jar.startLevel());
            } catch (BundleException broken) {
                throw new CommandException(
                        Exit.NO, jar.file().getFileName() + ": " + broken.getMessage());
            }
        }
        return new Platform(framework);
    }

    /**
     * Starts all bundles, level by level.
     *
     * @throws CommandException where one of them doesn't, with a line for each
     */
    void start() throws BundleException {
        List<Bundle> bundles = new ArrayList<>();
        for (Bundle bundle : context().getBundles()) {
            boolean fragment =
                    (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT)
                            != 0;
            if (bundle.getBundleId() != 0 && !fragment) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
                bundles.add(bundle);
            }
        }
        framework.start();
        List<String> troubles = new ArrayList<>();
        for (Bundle bundle : bundles) {
            requireStarted(bundle, troubles);
        }
        if (!troubles.isEmpty()) {
            throw new CommandException(Exit.NO, troubles);
        }
    }

    /** What a bundle says when it is asked again why it didn't start. */
    private static void requireStarted(Bundle bundle, List<String> troubles) {
        boolean superseded = !bundle.adapt(BundleStartLevel.class).isPersistentlyStarted();
        if (superseded
                || bundle.getState() == Bundle.ACTIVE
                || bundle.getState() == Bundle.STARTING) {
            return;
        }
        try {
            bundle.start();
        } catch (BundleException trouble) {
            String cause = trouble.getCause() == null ? "" : " (" + trouble.getCause() + ")";
            troubles.add(
                    "bundle "
                            + bundle.getSymbolicName()
                            + " doesn't start: "
                            + trouble.getMessage()
                            + cause);
        }
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /**
     * Runs one of the configuration's commands, {@code apply} or {@code rehearse}; its errors, one
     * line each.
     */
    List<String> command(String name) throws InterruptedException {
        try {
            return call(name, tracker(name));
        } catch (CommandException broken) {
            return broken.lines();
        }
    }

    /** Who may send where, after a rehearsal: a row for each combination. */
    List<Map<String, String>> relayProof() throws InterruptedException {
        return call("prove", tracker("prove"));
    }

    /**
     * Calls a service that is a command.
     *
     * @throws CommandException where there is none, or it failed
     */
    @SuppressWarnings("IllegalCatch") // Callable says no more; whatever it is, nothing was applied.
    private <T> T call(String name, ServiceTracker<Callable<T>, Callable<T>> tracker)
            throws InterruptedException {
        tracker.open();
        try {
            Callable<T> command = tracker.waitForService(COMMAND_WAIT.toMillis());
            if (command == null) {
                throw new CommandException(Exit.NO, "no bundle has the command '" + name + "'");
            }
            return command.call();
        } catch (InterruptedException | CommandException expected) {
            throw expected;
        } catch (Exception broken) {
            if (framework.getState() == Bundle.ACTIVE) { // else it can't but fail
                LOG.error("command={} failed", name, broken);
            }
            throw new CommandException(Exit.NO, "command " + name + ": " + broken);
        } finally {
            tracker.close();
        }
    }

    private <T> ServiceTracker<Callable<T>, Callable<T>> tracker(String name) {
        return new ServiceTracker<>(context(), commandFilter(name), null);
    }

    private org.osgi.framework.Filter commandFilter(String name) {
        try {
            return context()
                    .createFilter(
                            "(&(objectClass=java.util.concurrent.Callable)(postern.command="
                                    + name
                                    + "))");
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    /** Blocks until the framework has been stopped, by whomever. */
    void awaitStop() throws InterruptedException {
        framework.waitForStop(0);
    }

    /** Stops all bundles, the last started first; false where that takes longer than the limit. */
    boolean stop(Duration limit) {
        try {
            framework.stop();
            FrameworkEvent event = framework.waitForStop(limit.toMillis());
            return event.getType() != FrameworkEvent.WAIT_TIMEDOUT;
        } catch (BundleException broken) {
            LOG.error("stop failed", broken);
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void log(FrameworkEvent event) {
        if (isRefusal(event.getThrowable())) {
            LOG.debug("{}", event.getThrowable().getMessage());
            return;
        }
        switch (event.getType()) {
            case FrameworkEvent.ERROR ->
                    LOG.error(
                            "bundle={} {}",
                            event.getBundle().getSymbolicName(),
                            event.getThrowable().getMessage(),
                            event.getThrowable());
            case FrameworkEvent.WARNING ->
                    LOG.warn(
                            "bundle={}", event.getBundle().getSymbolicName(), event.getThrowable());
            default -> LOG.debug("framework event {}", event.getType());
        }
    }

    /** A component that refuses its configuration: whoever gave it that reports why. */
    private static boolean isRefusal(@Nullable Throwable thrown) {
        return thrown instanceof ServiceException refused
                && refused.getType() == ServiceException.FACTORY_ERROR;
    }
}
