// SPDX-License-Identifier: Apache-2.0
package io.postern.testserver;

import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.util.tracker.ServiceTracker;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The framework in which a test server runs. The API comes from the class path of the tests, so
 * that their plugins and the server mean the same by it; all else are bundles, as in the
 * distribution.
 */
final class Platform {
    private static final Duration COMMAND_WAIT = Duration.ofSeconds(30);

    /** In the order in which they are started; those that take and carry mail stop first. */
    private static final List<String> BUNDLES =
            List.of(
                    "org.osgi.service.component",
                    "org.osgi.service.cm",
                    "org.osgi.service.metatype",
                    "org.osgi.service.log",
                    "org.osgi.util.function",
                    "org.osgi.util.promise",
                    "org.apache.felix.configadmin",
                    "org.apache.felix.metatype",
                    "org.apache.felix.scr",
                    "com.fasterxml.jackson.core.jackson-core",
                    "com.fasterxml.jackson.jr.jackson-jr-objects",
                    "com.github.ben-manes.caffeine",
                    "org.xbill.dns",
                    "org.apache.mina.core",
                    "org.snakeyaml.engine",
                    "smtp",
                    "sasl",
                    "hooks",
                    "config",
                    "dns",
                    "mta-sts",
                    "spool",
                    "tls",
                    "tlsrpt",
                    "testserver",
                    "relay-authenticated",
                    "relay-networks",
                    "router-mx",
                    "router-smarthost",
                    "transport-smtp",
                    "queue",
                    "server");

    private @Nullable Framework framework;

    /** Starts the framework and its bundles; nothing is configured yet. */
    void start(Path home) {
        ClassPath classPath = ClassPath.read();
        Map<String, String> properties = new HashMap<>();
        properties.put("postern.home", home.toString());
        properties.put("postern.version", "test");
        properties.put("org.osgi.framework.storage", home.resolve("data/cache").toString());
        properties.put("org.osgi.framework.system.packages.extra", shared(classPath));
        properties.put("felix.service.urlhandlers", "false");
        properties.put("felix.shutdown.hook", "false");
        properties.put("felix.log.level", "0");
        properties.put("ds.log.enabled", "false");
        framework = new FrameworkFactory().newFramework(properties);
        try {
            framework.start();
            List<Bundle> bundles = new ArrayList<>();
            for (String name : BUNDLES) {
                bundles.add(installed(classPath.bundle(name).place()));
            }
            for (Bundle bundle : bundles) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
        } catch (BundleException broken) {
            throw new IllegalStateException(
                    "the test server doesn't start; is testserver the first of the project's"
                            + " dependencies? "
                            + broken.getMessage(),
                    broken);
        }
    }

    /**
     * Installs and starts a plugin.
     *
     * @throws IllegalArgumentException where that can't be; says why
     */
    void install(Path plugin) {
        if (!Files.exists(plugin)) {
            throw new IllegalArgumentException(
                    "no plugin at " + plugin.toAbsolutePath() + "; has it been built?");
        }
        try {
            installed(plugin.toUri()).start();
        } catch (BundleException broken) {
            throw new IllegalArgumentException(plugin + ": " + broken.getMessage(), broken);
        }
    }

    /** Stops a plugin and takes it away. */
    void uninstall(String symbolicName) {
        for (Bundle bundle : context().getBundles()) {
            if (symbolicName.equals(bundle.getSymbolicName())) {
                uninstall(bundle);
                return;
            }
        }
        throw new IllegalArgumentException("no bundle " + symbolicName + " is installed");
    }

    void register(Registration registration) {
        context()
                .registerService(
                        registration.hooks().toArray(String[]::new),
                        registration.plugin(),
                        FrameworkUtil.asDictionary(registration.properties()));
    }

    /** The service of that name. */
    <H> H service(Class<H> hook, String name) {
        try {
            for (ServiceReference<H> reference : context().getServiceReferences(hook, null)) {
                if (name.equals(reference.getProperty("postern.name"))) {
                    return context().getService(reference);
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e); // there was no filter
        }
        throw new IllegalArgumentException("no " + hook.getSimpleName() + " is called " + name);
    }

    /** Applies the file of the home; its problems. */
    @SuppressWarnings("IllegalCatch") // Callable says no more
    List<String> apply() throws InterruptedException {
        ServiceTracker<Callable<List<String>>, Callable<List<String>>> tracker =
                new ServiceTracker<>(
                        context(),
                        filter(
                                "(&(objectClass=java.util.concurrent.Callable)(postern.command=apply))"),
                        null);
        tracker.open();
        try {
            Callable<List<String>> command = tracker.waitForService(COMMAND_WAIT.toMillis());
            if (command == null) {
                throw new IllegalStateException("the configuration's component isn't there");
            }
            return command.call();
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Exception broken) {
            throw new IllegalStateException("the configuration can't be applied", broken);
        } finally {
            tracker.close();
        }
    }

    /** Waits until the first listener is bound; its port. */
    int awaitListener(Duration patience) throws InterruptedException {
        ServiceTracker<Object, Object> tracker =
                new ServiceTracker<>(
                        context(),
                        filter("(|(postern.listener=*)(postern.listener.error=*))"),
                        null);
        tracker.open(true);
        try {
            tracker.waitForService(patience.toMillis());
            ServiceReference<Object> reference = tracker.getServiceReference();
            if (reference == null) {
                throw new IllegalStateException("no listener within " + patience);
            }
            if (reference.getProperty("postern.listener.error") instanceof String error) {
                throw new IllegalStateException(error);
            }
            String place = String.valueOf(reference.getProperty("postern.listener"));
            return Integer.parseInt(place.substring(place.lastIndexOf(':') + 1));
        } finally {
            tracker.close();
        }
    }

    /** Stops everything, if it was ever started; an interrupt ends the waiting. */
    void stop() {
        Framework started = framework;
        if (started == null) {
            return;
        }
        try {
            started.stop();
            started.waitForStop(COMMAND_WAIT.toMillis());
        } catch (BundleException broken) {
            throw new IllegalStateException("the test server doesn't stop", broken);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void uninstall(Bundle bundle) {
        try {
            bundle.uninstall();
        } catch (BundleException broken) {
            throw new IllegalStateException(bundle.getSymbolicName(), broken);
        }
    }

    private Bundle installed(URI place) throws BundleException {
        return context().installBundle("reference:" + place);
    }

    private BundleContext context() {
        if (framework == null) {
            throw new IllegalStateException("not started");
        }
        return framework.getBundleContext();
    }

    private org.osgi.framework.Filter filter(String text) {
        try {
            return context().createFilter(text);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /**
     * What is there once for the tests and the bundles: the API and SLF4J, for which MINA says 1.7.
     */
    private static String shared(ClassPath classPath) {
        List<String> packages = new ArrayList<>();
        packages.add(classPath.bundle("api").exports());
        for (String version : List.of("2.0.20", "1.7.36")) {
            for (String name :
                    List.of("org.slf4j", "org.slf4j.event", "org.slf4j.helpers", "org.slf4j.spi")) {
                packages.add(name + ";version=\"" + version + "\"");
            }
        }
        return String.join(",", packages);
    }
}
