// SPDX-License-Identifier: Apache-2.0
package io.postern.archetype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** What the archetype makes compiles without a warning, passes its own tests, and is a bundle. */
@Timeout(120)
class GeneratedPluginIT {
    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"router", "transport", "policy", "relay", "auth", "lookup"})
    void pluginOfEachKindPassesItsTests(String kind) throws Exception {
        PluginProject project = Archetype.read().generate(folder, properties(kind));

        assertThat(project.verify())
                .contains("comesBackWhenInterrupted", "wrongOptionIsNamedWithItsPlace")
                .hasSizeGreaterThan(6);

        try (JarFile jar = new JarFile(project.jar().toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue("Bundle-SymbolicName")).isEqualTo(kind + "-sample");
            assertThat(manifest.getValue("Import-Package"))
                    .containsPattern("io\\.postern\\.api\\.[a-z.]+;version=\"\\[\\d+\\.\\d+,");
            assertThat(jar.getEntry("org/example/sample/SamplePlugin.class")).isNotNull();
        }
    }

    @Test
    void nothingOfTheTemplatesIsLeft() throws Exception {
        PluginProject project = Archetype.read().generate(folder, properties("router"));
        try (Stream<Path> files = Files.walk(project.folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(file.toString()).doesNotContain("__");
                assertThat(Files.readString(file))
                        .as(file.toString())
                        .doesNotContain("#if", "#else", "#end", "${kind}", "${class", "@project");
            }
        }
        assertThat(project.folder().resolve("README.md")).content().contains("`prefix`");
    }

    @Test
    void otherKindsAreRefused() {
        assertThatThrownBy(() -> Archetype.read().generate(folder, properties("mailbox")))
                .hasMessageContaining("kind: 'mailbox'");
    }

    private static Map<String, String> properties(String kind) {
        return Map.of(
                "groupId",
                "org.example",
                "artifactId",
                kind + "-sample",
                "package",
                "org.example.sample",
                "kind",
                kind,
                "type",
                "sample",
                "className",
                "SamplePlugin",
                "posternVersion",
                "0.1.0-SNAPSHOT");
    }
}
