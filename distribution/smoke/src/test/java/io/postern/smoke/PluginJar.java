// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.jar.Attributes;
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
        Path made = Files.createTempFile("plugin", ".made");
        try (OutputStream out = Files.newOutputStream(made);
                JarOutputStream entries =
                        new JarOutputStream(out, manifest(implementation, imports))) {
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
        return Files.move(made, jar, StandardCopyOption.REPLACE_EXISTING);
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
