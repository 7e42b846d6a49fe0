// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import org.apache.felix.utils.manifest.Clause;
import org.apache.felix.utils.manifest.Parser;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The packages there are for plugins: Postern's, its libraries' and the JDK's. */
final class Offer {
    /** What the launcher has the framework offer beside the JDK. */
    private static final List<String> LOGGING =
            List.of("org.slf4j", "org.slf4j.event", "org.slf4j.helpers", "org.slf4j.spi");

    private final Map<String, List<Version>> packages = new HashMap<>();

    private Offer() {}

    /**
     * Of a framework.
     *
     * @param counted whether a bundle's packages count; those of plugins don't, as they come and go
     */
    static Offer of(BundleContext context, Predicate<Bundle> counted) {
        Offer offer = new Offer();
        for (Bundle bundle : context.getBundles()) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision == null || !counted.test(bundle)) {
                continue;
            }
            for (BundleCapability capability :
                    revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
                Map<String, Object> attributes = capability.getAttributes();
                offer.add(
                        String.valueOf(attributes.get(PackageNamespace.PACKAGE_NAMESPACE)),
                        attributes.get("version") instanceof Version version
                                ? version
                                : Version.emptyVersion);
            }
        }
        offer.addJdk();
        return offer;
    }

    /** Of jars that may be the framework's bundles one day, and of this JDK. */
    static Offer of(List<Path> folders) throws IOException {
        Offer offer = new Offer();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                    offer.add(jar);
                }
            }
        }
        offer.addJdk();
        LOGGING.forEach(name -> offer.add(name, new Version(2, 0, 0)));
        LOGGING.forEach(name -> offer.add(name, new Version(1, 7, 36)));
        offer.add("org.osgi.framework", new Version(1, 10, 0));
        offer.add("org.osgi.util.tracker", new Version(1, 5, 3));
        return offer;
    }

    private void add(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String exports =
                    manifest == null
                            ? null
                            : manifest.getMainAttributes().getValue("Export-Package");
            for (Clause clause : Parser.parseHeader(exports)) {
                String version = clause.getAttribute("version");
                add(clause.getName(), Version.parseVersion(version == null ? "0" : version));
            }
        }
    }

    private void addJdk() {
        ModuleFinder.ofSystem().findAll().stream()
                .flatMap(module -> module.descriptor().exports().stream())
                .filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .forEach(name -> add(name, Version.emptyVersion));
    }

    private void add(String name, Version version) {
        packages.computeIfAbsent(name, _ -> new ArrayList<>()).add(version);
    }

    /** What is wrong with an import, empty where it can be had. */
    Optional<String> lack(Import wanted) {
        List<Version> versions = packages.getOrDefault(wanted.packageName(), List.of());
        if (versions.stream().anyMatch(wanted.range()::includes)) {
            return Optional.empty();
        }
        return Optional.of(
                versions.stream()
                        .max(Version::compareTo)
                        .map(
                                best ->
                                        "needs %s %s, this is %s"
                                                .formatted(
                                                        wanted.packageName(),
                                                        wanted.wanted(best),
                                                        Import.words(best)))
                        .orElse("needs " + wanted.packageName() + ", which nobody offers"));
    }
}
