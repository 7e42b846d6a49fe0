// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.osgi.framework.BundleActivator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A distribution and a home, made for one test of bundles that are made for it too. */
final class TestTree {
    private final Path root;

    TestTree(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(root.resolve("tree/bundles"));
        Files.createDirectories(root.resolve("home/conf"));
        configure("");
    }

    Distribution distribution() {
        return new Distribution(root.resolve("tree"));
    }

    Home home() {
        return new Home(root.resolve("home"));
    }

    void configure(String text) throws IOException {
        Files.writeString(root.resolve("home/conf/postern.yaml"), text);
    }

    /** Adds a bundle to the distribution. */
    TestTree bundle(String folder, String name, Class<? extends BundleActivator> activator)
            throws IOException {
        Path directory = Files.createDirectories(root.resolve("tree/bundles").resolve(folder));
        write(directory.resolve(name + ".jar"), name, "1.0.0", activator, "");
        return this;
    }

    /** Adds a bundle to the distribution that imports what nobody has. */
    TestTree unresolvable(String folder, String name) throws IOException {
        Path directory = Files.createDirectories(root.resolve("tree/bundles").resolve(folder));
        Class<? extends BundleActivator> activator = io.postern.launcher.bundle.Recorder.class;
        write(directory.resolve(name + ".jar"), name, "1.0.0", activator, ",no.such.thing");
        return this;
    }

    /** What bundles with a Recorder wrote. */
    String events() throws IOException {
        Path file = home().root().resolve("events");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static void write(
            Path file,
            String name,
            String version,
            Class<? extends BundleActivator> activator,
            String imports)
            throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.putValue("Manifest-Version", "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        attributes.putValue("Bundle-SymbolicName", name);
        attributes.putValue("Bundle-Version", version);
        attributes.putValue("Bundle-Activator", activator.getName());
        attributes.putValue("Import-Package", "org.osgi.framework" + imports);
        String path = activator.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest);
                InputStream in = activator.getClassLoader().getResourceAsStream(path)) {
            jar.putNextEntry(new ZipEntry(path));
            in.transferTo(jar);
            jar.closeEntry();
        }
    }
}
