// SPDX-License-Identifier: Apache-2.0
package io.postern.testserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * The bundles on the class path, by symbolic name: jars, or the folders of classes of a module that
 * is being built. Immutable.
 */
final class ClassPath {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private final Map<String, Entry> entries;

    private ClassPath(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** Reads the manifests that the class loader of the tests sees. */
    static ClassPath read() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try {
            for (URL url :
                    Collections.list(ClassPath.class.getClassLoader().getResources(MANIFEST))) {
                entry(url).ifPresent(entry -> entries.putIfAbsent(entry.name(), entry));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the class path can't be read", e);
        }
        return new ClassPath(entries);
    }

    /**
     * The bundle of that name.
     *
     * @throws IllegalStateException where it isn't there
     */
    Entry bundle(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new IllegalStateException(
                    "the bundle "
                            + name
                            + " isn't on the class path of the tests; did an exclusion take it"
                            + " away?");
        }
        return entry;
    }

    private static Optional<Entry> entry(URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            Attributes attributes = new Manifest(in).getMainAttributes();
            String name = attributes.getValue("Bundle-SymbolicName");
            return name == null
                    ? Optional.empty()
                    : Optional.of(
                            new Entry(
                                    name.split(";", 2)[0].strip(),
                                    root(url),
                                    Optional.ofNullable(attributes.getValue("Export-Package"))
                                            .orElse("")));
        }
    }

    /** {@code jar:file:/a.jar!/META-INF/…} and {@code file:/classes/META-INF/…}, without that. */
    private static URI root(URL manifest) {
        String text = manifest.toString();
        String root = text.substring(0, text.length() - MANIFEST.length());
        return URI.create(
                root.startsWith("jar:")
                        ? root.substring("jar:".length(), root.length() - "!/".length())
                        : root);
    }

    /**
     * A bundle.
     *
     * @param name its symbolic name
     * @param place the jar, or the folder
     * @param exports the header Export-Package, empty for none
     */
    record Entry(String name, URI place, String exports) {}
}
