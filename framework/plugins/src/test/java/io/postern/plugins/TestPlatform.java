// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import io.postern.api.event.MailEvent;
import io.postern.api.routing.Router;
import io.postern.hooks.Hook;
import io.postern.hooks.HookChain;
import io.postern.hooks.HookHost;

import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.util.tracker.ServiceTracker;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A Felix with Declarative Services, the real calling of hooks, and a home. */
final class TestPlatform {
    private static final List<String> JARS =
            List.of("org.apache.felix.configadmin-", "org.apache.felix.scr-");

    final Path root;
    final List<String> events = new CopyOnWriteArrayList<>();
    private final Framework framework;
    private final HookHost host;
    private final HookChain<Router> routers;
    private Plugins plugins;

    TestPlatform(Path root) throws Exception {
        this.root = root;
        Files.createDirectories(plugins());
        Files.createDirectories(builtIns());
        framework =
                new FrameworkFactory()
                        .newFramework(
                                Map.of(
                                        Constants.FRAMEWORK_STORAGE,
                                        Files.createTempDirectory(root, "cache").toString(),
                                        Constants.FRAMEWORK_BEGINNING_STARTLEVEL,
                                        "60",
                                        Constants.FRAMEWORK_BSNVERSION,
                                        "multiple",
                                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                                        packages()));
        framework.start();
        for (String jar : JARS) {
            context().installBundle("reference:" + jar(jar).toURI()).start();
        }
        try (Stream<Path> files = Files.list(builtIns())) {
            for (Path file : files.toList()) {
                context().installBundle("reference:" + file.toUri()).start();
            }
        }
        host = new HookHost(context());
        routers = HookChain.open(context(), Router.class, Duration.ofSeconds(5), host);
    }

    private static String packages() {
        return String.join(
                ",",
                "io.postern.api.mail;version=1.9",
                "io.postern.api.routing;version=1.3",
                "org.slf4j;version=2.0.17",
                "org.osgi.service.component;version=1.5",
                "org.osgi.service.component.runtime;version=1.5",
                "org.osgi.service.component.runtime.dto;version=1.5",
                "org.osgi.service.cm;version=1.6",
                "org.osgi.util.function;version=1.2",
                "org.osgi.util.promise;version=1.3");
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    Path plugins() {
        return root.resolve("plugins");
    }

    Path builtIns() {
        return root.resolve("bundles/40-plugins");
    }

    Path keys() {
        return root.resolve("conf/plugin-keys");
    }

    /** Starts to look at the folder. */
    Plugins manage() throws Exception {
        ServiceTracker<ServiceComponentRuntime, ServiceComponentRuntime> runtime =
                new ServiceTracker<>(context(), ServiceComponentRuntime.class, null);
        runtime.open();
        plugins =
                new Plugins(
                        context(),
                        this::note,
                        host,
                        runtime.waitForService(5000),
                        new Plugins.Places(
                                plugins(),
                                root.resolve("data/plugins"),
                                root.resolve("data/plugins/plugins.lock"),
                                keys(),
                                builtIns(),
                                false));
        return plugins;
    }

    private void note(MailEvent event) {
        if (event instanceof MailEvent.PluginChanged changed) {
            events.add(changed.change() + " " + changed.plugin() + " " + changed.reason());
        }
    }

    /** Gives every router of a type a configuration. */
    void configure(String type) throws Exception {
        ServiceTracker<ConfigurationAdmin, ConfigurationAdmin> admin =
                new ServiceTracker<>(context(), ConfigurationAdmin.class, null);
        admin.open();
        admin.waitForService(5000)
                .getFactoryConfiguration(type, "one", "?")
                .update(FrameworkUtil.asDictionary(Map.of("postern.name", type)));
        admin.close();
    }

    Plugins managed() {
        return plugins;
    }

    /** Which version of which plugin is asked. */
    List<String> asked() {
        return routers.hooks().stream().map(Hook::info).map(info -> info.plugin()).toList();
    }

    List<Bundle> bundles(String name) {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .toList();
    }

    PluginAnswer take(TestJar jar, boolean update, boolean accept, double share) throws Exception {
        InputStream octets = new ByteArrayInputStream(jar.octets());
        return plugins.carryOut(new PluginOrder.Take(octets, update, accept, share, false, "ann"));
    }

    PluginAnswer change(PluginOrder.Verb verb, String name) throws Exception {
        return plugins.carryOut(new PluginOrder.Change(verb, name, false, "ann"));
    }

    private static File jar(String prefix) {
        String path =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(path.split(File.pathSeparator))
                .map(File::new)
                .filter(file -> file.getName().startsWith(prefix))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(prefix + " isn't in " + path));
    }

    void close() throws Exception {
        if (plugins != null) {
            plugins.stop();
        }
        routers.close();
        framework.stop();
        framework.waitForStop(20_000);
    }
}
