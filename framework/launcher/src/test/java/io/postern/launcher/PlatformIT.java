// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.launcher.bundle.Configuration;
import io.postern.launcher.bundle.Recorder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

@Timeout(60)
class PlatformIT {
    @TempDir private Path root;

    private TestTree tree;
    private Platform platform;

    @BeforeEach
    void makeTree() throws IOException {
        tree = new TestTree(root);
    }

    @AfterEach
    void stop() {
        if (platform != null) {
            assertThat(platform.stop(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void bundlesStartInTheOrderOfTheirFoldersAndStopInReverse() throws Exception {
        tree.bundle("30-last", "a", Recorder.class)
                .bundle("10-first", "c", Recorder.class)
                .bundle("20-middle", "b", Recorder.class);
        start();
        assertThat(platform.stop(Duration.ofSeconds(20))).isTrue();
        platform = null;
        assertThat(tree.events().lines())
                .containsExactly(
                        "start c 1.0.0",
                        "start b 1.0.0",
                        "start a 1.0.0",
                        "stop a 1.0.0",
                        "stop b 1.0.0",
                        "stop c 1.0.0");
    }

    @Test
    void whatTakesMailStopsBeforeAnyPlugin() throws Exception {
        tree.bundle("60-mail", "mail", Recorder.class).bundle("40-plugins", "own", Recorder.class);
        start();
        platform.context().getBundle(0).stop(); // as the spool does when it fails
        assertThat(platform.stop(Duration.ofSeconds(20))).isTrue();
        platform = null;
        assertThat(tree.events().lines())
                .containsExactly(
                        "start own 1.0.0", "start mail 1.0.0", "stop mail 1.0.0", "stop own 1.0.0");
    }

    @Test
    void everyBundleThatDoesNotResolveIsNamedWithWhatItMisses() throws Exception {
        tree.unresolvable("30-framework", "broken").unresolvable("30-framework", "broken-too");
        assertThatThrownBy(this::start)
                .isInstanceOfSatisfying(
                        CommandException.class,
                        trouble -> {
                            assertThat(trouble.exitCode()).isEqualTo(1);
                            assertThat(trouble.lines())
                                    .hasSize(2)
                                    .allMatch(line -> line.contains("no.such.thing"))
                                    .anyMatch(line -> line.startsWith("bundle broken-too "));
                        });
    }

    @Test
    void bundlesStayWhereTheyAre() throws Exception {
        tree.bundle("30-framework", "a", Recorder.class);
        start();
        try (var files = Files.walk(tree.home().cache())) {
            assertThat(files.filter(file -> file.toString().endsWith(".jar"))).isEmpty();
        }
    }

    @Test
    void theConfigurationIsAskedAndItsErrorsComeBack() throws Exception {
        tree.bundle("30-framework", "config", Configuration.class).configure("error at line 1");
        start();
        assertThat(platform.command("rehearse")).containsExactly("at line 1");
        assertThat(platform.command("apply")).containsExactly("at line 1");
    }

    @Test
    void slf4jIsThereInBothVersionsAndPolyglotToo() throws Exception {
        assertThat(
                        PlatformProperties.of(
                                        tree.distribution(), tree.home(), tree.home().cache(), true)
                                .get("org.osgi.framework.system.packages.extra"))
                .contains("org.slf4j;version=\"2.0.20\"", "org.slf4j.spi;version=\"1.7.36\"")
                .contains("org.graalvm.polyglot.proxy;version=");
    }

    private void start() throws BundleException, IOException {
        platform =
                Platform.install(
                        tree.distribution(),
                        PlatformProperties.of(
                                tree.distribution(), tree.home(), tree.home().cache(), false));
        platform.start();
    }
}
