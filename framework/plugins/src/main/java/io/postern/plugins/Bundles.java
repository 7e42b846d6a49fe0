// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The framework's side of a plugin; each step with a deadline. Used by one thread. */
final class Bundles {
    private static final Logger LOG = LoggerFactory.getLogger(Bundles.class);

    /** Before mail is taken, and until it no longer is. */
    private static final int START_LEVEL = 50;

    private static final Duration START = Duration.ofSeconds(30);

    /** A hook's calls under way may take 30 s to end, and a plugin may have several. */
    private static final Duration STOP = Duration.ofSeconds(75);

    private static final Duration UNINSTALL = Duration.ofSeconds(10);

    private final BundleContext context;
    private final StatedHooks hooks;

    /** How the locations of the distribution's own plugins begin. */
    private final String builtIns;

    /** How the locations of plugins begin. */
    private final String plugins;

    /**
     * In a framework.
     *
     * @param builtIns where the distribution's own plugins are
     * @param copies where those that are installed are
     */
    Bundles(BundleContext context, StatedHooks hooks, Path builtIns, Path copies) {
        this.context = context;
        this.hooks = hooks;
        this.builtIns = prefix(builtIns);
        this.plugins = prefix(copies);
    }

    /** The same whether or not the folder is there yet. */
    private static String prefix(Path folder) {
        String uri = folder.toUri().toString();
        return "reference:" + (uri.endsWith("/") ? uri : uri + "/");
    }

    /** One of the distribution's own plugins. */
    Optional<Bundle> builtIn(String name) {
        return named(name).stream().filter(this::isBuiltIn).findFirst();
    }

    /** Whether a name is that of a part of Postern that is no plugin. */
    boolean isPart(String name) {
        return named(name).stream().anyMatch(b -> !isBuiltIn(b) && !isPlugin(b));
    }

    /** All of the distribution's own plugins. */
    List<Bundle> builtIns() {
        return Arrays.stream(context.getBundles()).filter(this::isBuiltIn).toList();
    }

    private List<Bundle> named(String name) {
        List<Bundle> bundles = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            if (name.equals(bundle.getSymbolicName())) {
                bundles.add(bundle);
            }
        }
        return bundles;
    }

    /** Whether it comes and goes. */
    boolean comesAndGoes(Bundle bundle) {
        return isBuiltIn(bundle) || isPlugin(bundle);
    }

    /** Whether the distribution brought it. */
    boolean isBuiltIn(Bundle bundle) {
        return bundle.getLocation().startsWith(builtIns);
    }

    private boolean isPlugin(Bundle bundle) {
        return bundle.getLocation().startsWith(plugins);
    }

    /** Installs a copy of ours, which nobody notices. */
    Bundle install(Path copy, Uses uses) throws Refusal {
        try {
            Bundle bundle = context.installBundle("reference:" + copy.toUri());
            bundle.adapt(BundleStartLevel.class).setStartLevel(START_LEVEL);
            hooks.hold(bundle.getBundleId(), uses);
            return bundle;
        } catch (BundleException broken) {
            throw new Refusal("it can't be installed: " + broken.getMessage());
        }
    }

    /** Resolves and starts it. */
    void start(Bundle bundle) throws Refusal, InterruptedException {
        int options = Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY;
        Steps.within(START, "its start", () -> bundle.start(options));
        Optional<String> overstepped = hooks.overstepped(bundle.getBundleId());
        if (overstepped.isPresent()) {
            throw new Refusal(unstated(overstepped.get()));
        }
    }

    static String unstated(String hook) {
        return "it offers the hook " + hook + ", which it doesn't state in Provide-Capability";
    }

    /**
     * Stops it; calls of its hooks end first.
     *
     * @return the names of its threads that go on
     */
    List<String> stop(Bundle bundle, PluginFacts facts) throws InterruptedException {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
        Optional<Survivors> threads =
                loader == null
                        ? Optional.empty()
                        : Optional.of(Survivors.of(loader, facts.packages()));
        try {
            // For good: the launcher starts what is to be started by the distribution.
            Steps.within(STOP, "its stop", bundle::stop);
        } catch (Refusal trouble) {
            LOG.warn("plugin={} {}", facts.label(), trouble.reason());
        }
        return threads.map(Survivors::left).orElse(List.of());
    }

    /** Takes it out of the framework; its classes go when nobody holds them any more. */
    void uninstall(Bundle bundle) throws InterruptedException {
        try {
            Steps.within(UNINSTALL, "the end of it", bundle::uninstall);
        } catch (Refusal trouble) {
            LOG.warn("plugin={} {}", bundle.getSymbolicName(), trouble.reason());
        }
        hooks.forget(bundle.getBundleId());
    }
}
