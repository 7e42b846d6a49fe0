// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How Felix is set up. */
final class PlatformProperties {
    /** Where the distribution's last bundles are: those that take and carry mail. */
    private static final String LAST = "60";

    /** On our class path, since logging begins before the first bundle. */
    private static final List<String> SLF4J =
            List.of("org.slf4j", "org.slf4j.event", "org.slf4j.helpers", "org.slf4j.spi");

    /** MINA asks for 1.7; what it calls is there in 2.0. */
    private static final List<String> SLF4J_VERSIONS = List.of("2.0.20", "1.7.36");

    /** GraalJS finds its languages by one class loader, which can't be a bundle's. */
    private static final List<String> POLYGLOT =
            List.of(
                    "org.graalvm.polyglot",
                    "org.graalvm.polyglot.io",
                    "org.graalvm.polyglot.management",
                    "org.graalvm.polyglot.proxy");

    private static final String POLYGLOT_VERSION = "25.0.3";

    private PlatformProperties() {}

    /**
     * Sets it up.
     *
     * @param trial whether it serves nobody, and writes nothing beside the cache
     */
    static Map<String, String> of(Distribution distribution, Home home, Path cache, boolean trial) {
        Map<String, String> properties = new HashMap<>();
        properties.put("postern.home", home.root().toString());
        properties.put("postern.distribution", distribution.root().toString());
        properties.put("postern.version", Distribution.version());
        properties.put("org.osgi.framework.storage", cache.toString());
        properties.put("org.osgi.framework.storage.clean", "onFirstInit");
        properties.put("org.osgi.framework.startlevel.beginning", LAST);
        // Chronicle uses what is no package of Java SE.
        properties.put("org.osgi.framework.bootdelegation", "sun.*,jdk.*,com.sun.*,javax.*");
        properties.put("org.osgi.framework.system.packages.extra", extraPackages());
        // A shutdown hook of ours stops it, and picks the exit code.
        properties.put("felix.shutdown.hook", "false");
        // It would print what we log as framework events.
        properties.put("felix.log.level", "0");
        // It would print stack traces of components whose failure we report in a line.
        properties.put("ds.log.enabled", "false");
        // A new build of a plugin has the old one's version, and runs beside it for a moment.
        properties.put("org.osgi.framework.bsnversion", "multiple");
        properties.put("postern.plugins", trial ? "observe" : "run");
        return properties;
    }

    private static String extraPackages() {
        StringBuilder packages = new StringBuilder();
        for (String version : SLF4J_VERSIONS) {
            SLF4J.forEach(name -> append(packages, name, version));
        }
        POLYGLOT.forEach(name -> append(packages, name, POLYGLOT_VERSION));
        return packages.toString();
    }

    private static void append(StringBuilder packages, String name, String version) {
        packages.append(packages.isEmpty() ? "" : ",")
                .append(name)
                .append(";version=\"")
                .append(version)
                .append('"');
    }
}
