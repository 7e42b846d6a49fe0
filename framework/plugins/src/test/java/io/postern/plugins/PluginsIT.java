// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.plugins.PluginOrder.Verb;
import io.postern.plugins.sample.Broken;
import io.postern.plugins.sample.Greeter;
import io.postern.plugins.sample.Stubborn;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Plugins that come, change and go in a real framework. */
@Timeout(120)
class PluginsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** {@code -Dpostern.updates=200} in full. */
    private static final int UPDATES = Integer.getInteger("postern.updates", 20);

    @TempDir private Path root;
    private TestPlatform platform;

    @BeforeEach
    void start() throws Exception {
        platform = new TestPlatform(root);
    }

    @AfterEach
    void stop() throws Exception {
        platform.close();
    }

    @Test
    void whatIsInTheFolderRunsWhenTheStartReturnsAndIsAskedOnceConfigured() throws Exception {
        router("1.0.0").write(file("x.jar"));
        platform.manage();
        assertThat(platform.events).containsExactly("installed router-x/1.0.0 by plugins/");
        assertThat(platform.asked()).isEmpty();
        platform.configure("router-x");
        awaitAsked("router-x/1.0.0");
    }

    @Test
    void aFileThatComesChangesAndGoesIsFollowed() throws Exception {
        platform.manage();
        platform.configure("router-x");
        router("1.0.0").write(file("x.jar"));
        awaitAsked("router-x/1.0.0");
        router("1.0.0").entry("changed", "yes").write(file("x.jar")); // the same version
        await().atMost(PATIENCE).until(() -> platform.events.size() == 2);
        assertThat(platform.events.getLast()).startsWith("updated router-x/1.0.0");
        assertThat(platform.bundles("router-x")).hasSize(1);
        router("2.0.0").write(file("x-2.jar")); // beside it: the higher version counts
        awaitAsked("router-x/2.0.0");
        router("3.0.0").write(file("x-3.jar"));
        awaitAsked("router-x/3.0.0");
        Files.delete(file("x-2.jar"));
        Files.delete(file("x-3.jar"));
        awaitAsked("router-x/1.0.0");
        Files.delete(file("x.jar"));
        await().atMost(PATIENCE)
                .until(
                        () ->
                                platform.events
                                        .getLast()
                                        .equals("removed router-x/1.0.0 x.jar is gone"));
        assertThat(platform.asked()).isEmpty();
        assertThat(platform.bundles("router-x")).isEmpty();
        await().atMost(PATIENCE).until(() -> copies().isEmpty());
    }

    @Test
    void aFileThatIsRefusedIsNamedOnceAndTriedAgainWhenItChanges() throws Exception {
        platform.manage();
        Files.writeString(file("x.jar"), "no jar");
        await().atMost(PATIENCE).until(() -> !platform.events.isEmpty());
        assertThat(platform.events.getFirst()).startsWith("refused x.jar it is no jar");
        router("1.0.0").header("Import-Package", "org.foo.bar").write(file("x.jar"));
        await().atMost(PATIENCE).until(() -> platform.events.size() == 2);
        assertThat(platform.events.getLast())
                .isEqualTo("refused x.jar needs org.foo.bar, which nobody offers");
        router("1.0.0").write(file("x.jar"));
        await().atMost(PATIENCE).until(() -> platform.events.size() == 3);
        assertThat(platform.events.getLast()).startsWith("installed router-x/1.0.0");
    }

    @Test
    void anUpdateThatDoesNotStartLeavesTheOldOneAlone() throws Exception {
        router("1.0.0").write(file("x.jar"));
        platform.manage();
        platform.configure("router-x");
        awaitAsked("router-x/1.0.0");
        Bundle before = platform.bundles("router-x").getFirst();
        assertThat(platform.take(router("2.0.0", Broken.class), true, false, 1))
                .isInstanceOfSatisfying(
                        PluginAnswer.Refused.class,
                        refused -> assertThat(refused.reason()).contains("no luck today"));
        assertThat(platform.events.getLast()).startsWith("rolled-back router-x/2.0.0");
        assertThat(platform.asked()).containsExactly("router-x/1.0.0");
        assertThat(platform.bundles("router-x")).containsExactly(before);
        assertThat(before.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(file("router-x-2.0.0.jar")).doesNotExist();
    }

    @Test
    void whatStatesMoreWaitsUntilItIsAccepted() throws Exception {
        router("1.0.0").header("Postern-Network", "none").write(file("x.jar"));
        platform.manage();
        platform.configure("router-x");
        awaitAsked("router-x/1.0.0");
        TestJar more = router("2.0.0").header("Postern-Network", "smtp");
        more.write(file("x.jar"));
        await().atMost(PATIENCE).until(() -> platform.events.size() == 2);
        assertThat(platform.events.getLast())
                .startsWith("refused router-x/2.0.0 x.jar: it states more than was accepted")
                .contains("the network: smtp", "--accept");
        assertThat(platform.asked()).containsExactly("router-x/1.0.0");
        assertThat(platform.take(more, true, false, 1)).isInstanceOf(PluginAnswer.Refused.class);
        assertThat(platform.take(more, true, true, 1)).isInstanceOf(PluginAnswer.Done.class);
        awaitAsked("router-x/2.0.0");
        assertThat(file("x.jar")).exists();
        assertThat(file("router-x-2.0.0.jar")).doesNotExist();
    }

    @Test
    void aTrialOutlivesARestartAndIsPromotedOrRolledBack() throws Exception {
        router("1.0.0").write(file("x.jar"));
        platform.manage();
        platform.configure("router-x");
        awaitAsked("router-x/1.0.0");
        assertThat(platform.take(router("2.0.0"), true, false, 0.05))
                .isInstanceOf(PluginAnswer.Done.class);
        assertThat(versions()).containsExactly("1.0.0 0.95", "2.0.0 0.05");
        restart();
        assertThat(versions()).containsExactly("1.0.0 0.95", "2.0.0 0.05");
        platform.change(Verb.ROLLBACK, "router-x");
        assertThat(versions()).containsExactly("1.0.0 1.0");
        platform.take(router("3.0.0"), true, false, 0.5);
        platform.change(Verb.PROMOTE, "router-x");
        assertThat(versions()).containsExactly("3.0.0 1.0");
        assertThat(file("x.jar")).doesNotExist();
        assertThat(file("router-x-3.0.0.jar")).exists();
        platform.change(Verb.ROLLBACK, "router-x");
        assertThat(versions()).containsExactly("1.0.0 1.0");
        restart();
        assertThat(versions()).containsExactly("1.0.0 1.0");
        platform.change(Verb.REMOVE, "router-x");
        assertThat(versions()).isEmpty();
        assertThat(platform.plugins()).isEmptyDirectory();
        assertThat(platform.change(Verb.REMOVE, "router-x"))
                .isEqualTo(new PluginAnswer.Unknown("router-x"));
    }

    @Test
    void oneOfTheDistributionIsSupersededAndComesBack() throws Exception {
        platform.close();
        router("1.0.0").write(platform.builtIns().resolve("x.jar"));
        platform = new TestPlatform(root);
        platform.manage();
        platform.configure("router-x");
        awaitAsked("router-x/1.0.0");
        router("1.0.0").entry("other", "").write(file("x.jar"));
        await().atMost(PATIENCE).until(() -> platform.events.size() == 1);
        assertThat(platform.events.getFirst()).contains("which isn't older");
        router("1.1.0").write(file("x.jar"));
        awaitAsked("router-x/1.1.0");
        await().atMost(PATIENCE).until(() -> versions().equals(List.of("1.1.0 1.0")));
        Files.delete(file("x.jar"));
        awaitAsked("router-x/1.0.0");
        await().atMost(PATIENCE).until(() -> platform.bundles("router-x").size() == 1);
    }

    @Test
    void aTypeThatAnotherPluginHasIsRefused() throws Exception {
        router("1.0.0").write(file("x.jar"));
        platform.manage();
        TestJar twin = router("1.0.0").header("Bundle-SymbolicName", "router-y");
        assertThat(platform.take(twin, false, false, 1))
                .isInstanceOfSatisfying(
                        PluginAnswer.Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .contains("'router-x' of Router", "router-x's already"));
    }

    @Test
    void aHookThatIsNotStatedIsNeverAsked() throws Exception {
        platform.manage();
        platform.configure("router-x");
        router("1.0.0").header("Provide-Capability", "osgi.other").write(file("x.jar"));
        await().atMost(PATIENCE).until(() -> !platform.events.isEmpty());
        assertThat(platform.events.getFirst())
                .startsWith("refused router-x/1.0.0")
                .contains("the hook Router, which it doesn't state");
        assertThat(platform.asked()).isEmpty();
        await().atMost(PATIENCE).until(() -> platform.bundles("router-x").isEmpty());
    }

    @Test
    void threadsThatGoOnAreNamed() throws Exception {
        router("1.0.0", Stubborn.class).write(file("x.jar"));
        platform.manage();
        platform.configure("router-x");
        awaitAsked("router-x/1.0.0");
        Files.delete(file("x.jar"));
        await().atMost(PATIENCE)
                .until(() -> platform.events.getLast().endsWith("of 1.0.0 go on: stubborn"));
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("stubborn"))
                .forEach(Thread::interrupt);
    }

    @Test
    void manyUpdatesLeaveNoClassesAndNoThreads() throws Exception {
        router("1.0.0").write(file("x.jar"));
        platform.manage();
        platform.configure("router-x");
        awaitAsked("router-x/1.0.0");
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        for (int i = 1; i <= UPDATES; i++) {
            Bundle old = platform.bundles("router-x").getFirst();
            loaders.add(new WeakReference<>(old.adapt(BundleWiring.class).getClassLoader()));
            old = null;
            assertThat(platform.take(router("1." + i + ".0"), true, false, 1))
                    .isInstanceOf(PluginAnswer.Done.class);
            assertThat(platform.asked()).containsExactly("router-x/1." + i + ".0");
        }
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> {
                            System.gc();
                            return loaders.stream().allMatch(loader -> loader.get() == null);
                        });
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !threads.contains(thread))
                .filteredOn(thread -> !thread.getName().startsWith("ForkJoinPool"))
                .hasSizeLessThan(5);
    }

    private void restart() throws Exception {
        platform.close();
        platform = new TestPlatform(root);
        platform.manage();
        platform.configure("router-x");
    }

    private static TestJar router(String version) throws IOException {
        return router(version, Greeter.class);
    }

    private static TestJar router(String version, Class<?> code) throws IOException {
        return TestJar.router("router-x", version, code);
    }

    private Path file(String name) {
        return platform.plugins().resolve(name);
    }

    private List<String> versions() {
        return platform.managed().plugins().stream()
                .flatMap(plugin -> plugin.versions().stream())
                .map(version -> version.version() + " " + version.share())
                .toList();
    }

    private List<String> copies() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("data/plugins"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .toList();
        }
    }

    private void awaitAsked(String... plugins) {
        await().atMost(PATIENCE).until(() -> platform.asked().equals(List.of(plugins)));
    }
}
