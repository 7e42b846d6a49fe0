// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Makes a bundle of a class of the tests: what a build with bnd makes of an annotated one. */
final class PluginJar {
    private static final String COMPONENT =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.5.0" name="%1$s">
              <implementation class="%1$s"/>
              <service><provide interface="%2$s"/></service>
            </scr:component>
            """;

    private PluginJar() {}

    /** Puts it into the folder at once, as {@code mv} does; it imports these packages too. */
    static Path drop(Path plugins, Class<?> implementation, Class<?> hook, String... imports)
            throws IOException {
        Files.createDirectories(plugins);
        Path jar = plugins.resolve(implementation.getSimpleName() + ".jar");
        Path made = make("1.0.0", implementation, hook, imports);
        return Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes a version of it; somewhere in a temporary file. */
    static Path make(String version, Class<?> implementation, Class<?> hook, String... imports)
            throws IOException {
        Path made = Files.createTempFile("plugin", ".jar");
        Manifest manifest = manifest(implementation, imports);
        manifest.getMainAttributes().putValue("Bundle-Version", version);
        manifest.getMainAttributes()
                .putValue(
                        "Provide-Capability",
                        "osgi.service;objectClass:List<String>=\"" + hook.getName() + "\"");
        try (OutputStream out = Files.newOutputStream(made);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            String name = implementation.getName().replace('.', '/') + ".class";
            entries.putNextEntry(new ZipEntry(name));
            try (var octets = implementation.getClassLoader().getResourceAsStream(name)) {
                octets.transferTo(entries);
            }
            entries.putNextEntry(new ZipEntry("OSGI-INF/component.xml"));
            entries.write(
                    COMPONENT
                            .formatted(implementation.getName(), hook.getName())
                            .getBytes(StandardCharsets.UTF_8));
        }
        return made;
    }

    /** One of the distribution's own plugins as a version of its own; in a temporary file. */
    static Path builtIn(String name, String version) throws IOException {
        Path made = Files.createTempFile("plugin", ".jar");
        try (JarFile jar = new JarFile(ownJar(name).toFile())) {
            Manifest manifest = jar.getManifest();
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (OutputStream out = Files.newOutputStream(made);
                    JarOutputStream entries = new JarOutputStream(out, manifest)) {
                for (JarEntry entry : Collections.list(jar.entries())) {
                    if (!entry.isDirectory() && !entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        entries.putNextEntry(new ZipEntry(entry.getName()));
                        jar.getInputStream(entry).transferTo(entries);
                    }
                }
            }
        }
        return made;
    }

    private static Path ownJar(String name) throws IOException {
        Path folder = PosternProcess.TREE.resolve("bundles/40-plugins");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, name + "-*.jar")) {
            return jars.iterator().next();
        }
    }

    private static Manifest manifest(Class<?> implementation, String... imports) {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", implementation.getSimpleName());
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue(
                "Import-Package",
                "io.postern.api.mail;version=\"[1,2)\",io.postern.api.policy;version=\"[1,2)\""
                        + String.join("", Arrays.stream(imports).map(name -> "," + name).toList()));
        main.putValue("Service-Component", "OSGI-INF/component.xml");
        return manifest;
    }
}
