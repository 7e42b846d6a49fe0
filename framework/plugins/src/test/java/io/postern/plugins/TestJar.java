// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes a bundle of a class of the tests: what a build with bnd makes of an annotated one. */
final class TestJar {
    private static final String COMPONENT =
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.5.0" name="%2$s" activate="activate" \
            configuration-policy="require">
              <property name="postern.type" value="%2$s"/>
              <implementation class="%1$s"/>
              <service><provide interface="io.postern.api.routing.Router"/></service>
            </scr:component>
            """;

    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    /** One without content. */
    static TestJar named(String name, String version) {
        return new TestJar()
                .header("Manifest-Version", "1.0")
                .header("Bundle-ManifestVersion", "2")
                .header("Bundle-SymbolicName", name)
                .header("Bundle-Version", version);
    }

    /** A router that takes the configurations of its name, and has {@code type:} of that name. */
    static TestJar router(String name, String version, Class<?> code) throws IOException {
        return named(name, version)
                .header("Import-Package", "io.postern.api.mail,io.postern.api.routing")
                .header(
                        "Provide-Capability",
                        "osgi.service;objectClass:List<String>=\"io.postern.api.routing.Router\"")
                .header("Service-Component", "OSGI-INF/router.xml")
                .type(code)
                .entry("OSGI-INF/router.xml", COMPONENT.formatted(code.getName(), name));
    }

    TestJar header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    TestJar entry(String name, String text) {
        return entry(name, text.getBytes(StandardCharsets.UTF_8));
    }

    TestJar entry(String name, byte[] octets) {
        entries.put(name, octets);
        return this;
    }

    TestJar type(Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
            return entry(name, in.readAllBytes());
        }
    }

    byte[] octets() throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(octets)) {
            Manifest manifest = new Manifest();
            headers.forEach(manifest.getMainAttributes()::putValue);
            zip.putNextEntry(entry("META-INF/MANIFEST.MF"));
            manifest.write(zip);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(entry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return octets.toByteArray();
    }

    /** Of no time, so that the same content has the same octets. */
    private static ZipEntry entry(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
        return entry;
    }

    /** Puts it there at once, as {@code mv} does. */
    Path write(Path file) throws IOException {
        Path made = Files.createTempFile(file.getParent(), ".made", "");
        Files.write(made, octets());
        return Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
