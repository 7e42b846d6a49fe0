// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.postern.launcher.bundle.Recorder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

class PluginFolderTest {
    private static final Instant NOW = Instant.parse("2026-11-24T06:00:00Z");

    private final Logger logger = (Logger) LoggerFactory.getLogger(PluginFolder.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir private Path root;

    private TestTree tree;
    private PluginFolder folder;

    @BeforeEach
    void make() throws IOException {
        tree = new TestTree(root);
        Files.createDirectories(tree.home().plugins());
        folder = new PluginFolder(tree.home().plugins(), () -> NOW);
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
    }

    @AfterEach
    void restore() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    @Test
    void whatCanBeNoPluginIsNamedOnce() throws Exception {
        write("plugin.jar.part", 10);
        write("broken.jar", 10);
        try (OutputStream out = Files.newOutputStream(file("library.jar"));
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new ZipEntry("nothing"));
        }
        age("library.jar", 10);

        folder.look();
        folder.look();

        assertThat(warnings())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("plugin=broken.jar ignored: it is no jar: "))
                .contains(
                        "plugin=library.jar ignored: it is no OSGi bundle: no Bundle-SymbolicName"
                                + " in its manifest",
                        "plugin=plugin.jar.part ignored: its name doesn't end in .jar");
    }

    @Test
    void pluginsAndWhatIsNotMeantAsOneArePassedOver() throws Exception {
        tree.drop("plugin", "1.0.0", Recorder.class);
        age("plugin.jar", 10);
        write("README.md", 10);
        write(".hidden", 10);
        Files.createDirectory(file("folder"));

        folder.look();

        assertThat(warnings()).isEmpty();
    }

    @Test
    void fileThatIsStillWrittenIsJudgedLater() throws Exception {
        write("broken.jar", 1);
        folder.look();
        assertThat(warnings()).isEmpty();

        age("broken.jar", 5);
        folder.look();
        assertThat(warnings()).hasSize(1);
    }

    private List<String> warnings() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private void write(String name, long secondsAgo) throws IOException {
        Files.writeString(file(name), "this is no jar");
        age(name, secondsAgo);
    }

    private void age(String name, long secondsAgo) throws IOException {
        Files.setLastModifiedTime(file(name), FileTime.from(NOW.minusSeconds(secondsAgo)));
    }

    private Path file(String name) {
        return tree.home().plugins().resolve(name);
    }
}
