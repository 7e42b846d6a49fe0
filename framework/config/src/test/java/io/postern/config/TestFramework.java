// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import aQute.bnd.osgi.Builder;

import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A Felix with our bundle, what it needs, and a bundle that bnd makes of the sample package. */
final class TestFramework {
    private static final List<String> JARS =
            List.of(
                    "api-",
                    "org.osgi.service.cm-",
                    "org.osgi.service.component-",
                    "org.osgi.service.log-",
                    "org.osgi.service.metatype-",
                    "org.osgi.util.function-",
                    "org.osgi.util.promise-",
                    "jackson-core-",
                    "jackson-jr-objects-",
                    "snakeyaml-engine-",
                    "org.apache.felix.configadmin-",
                    "org.apache.felix.metatype-",
                    "org.apache.felix.scr-");

    private final Framework framework;

    TestFramework(Path home, Path work, URI sample) throws Exception {
        framework =
                new FrameworkFactory()
                        .newFramework(
                                Map.of(
                                        Constants.FRAMEWORK_STORAGE,
                                        work.resolve("cache").toString(),
                                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                                        "org.slf4j;version=2.0.17",
                                        "postern.home",
                                        home.toString()));
        framework.start();
        List<Bundle> bundles = new ArrayList<>();
        for (String jar : JARS) {
            bundles.add(install(jar(jar).toURI()));
        }
        bundles.add(
                install(Home.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
        bundles.add(install(sample));
        for (Bundle bundle : bundles) {
            bundle.start();
        }
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(10_000);
    }

    private Bundle install(URI location) throws BundleException {
        return context().installBundle("reference:" + location);
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

    /** Makes it once for all tests. */
    static URI sampleBundle(Path work) throws Exception {
        Path classes =
                Path.of(
                        TestFramework.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        try (Builder builder = new Builder()) {
            builder.addClasspath(classes.toFile());
            for (String jar : JARS) {
                builder.addClasspath(jar(jar));
            }
            builder.setProperty("Bundle-SymbolicName", "sample");
            builder.setProperty("Private-Package", "io.postern.config.sample");
            builder.setProperty("Import-Package", "!org.jspecify.annotations, *");
            File file = work.resolve("sample.jar").toFile();
            builder.build().write(file);
            if (!builder.isOk()) {
                throw new IllegalStateException(builder.getErrors() + " " + builder.getWarnings());
            }
            return file.toURI();
        }
    }
}
