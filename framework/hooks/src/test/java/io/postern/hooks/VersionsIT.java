// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.QueueId;
import io.postern.api.policy.ConnectPolicy;
import io.postern.api.policy.Verdict;

import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Versions of a plugin as bundles of a real framework. */
@Timeout(60)
class VersionsIT {
    private static final String PACKAGES =
            "io.postern.api.event,io.postern.api.mail,io.postern.api.policy";

    @TempDir Path cache;
    private Framework framework;
    private BundleContext context;
    private HookHost host;
    private HookChain<ConnectPolicy> chain;

    @BeforeEach
    void startFramework() throws Exception {
        framework =
                new FrameworkFactory()
                        .newFramework(
                                Map.of(
                                        Constants.FRAMEWORK_STORAGE,
                                        cache.toString(),
                                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                                        PACKAGES));
        framework.start();
        context = framework.getBundleContext();
        host = new HookHost(context);
        chain = HookChain.open(context, ConnectPolicy.class, Duration.ofSeconds(10), host);
    }

    @AfterEach
    void stopFramework() throws Exception {
        chain.close();
        host.stop();
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void aVersionIsStartedBesideTheOldOneAndAskedWhenItIsGivenItsShare() throws Exception {
        Bundle old = install("1.0.0");
        old.start();
        assertThat(asked()).isEqualTo("1.0.0");
        Bundle newer = install("2.0.0");
        host.share(newer, 0);
        newer.start();
        assertThat(asked()).isEqualTo("1.0.0");
        Subject begun = new Subject("4f2a", Instant.now());
        host.share(newer, 1);
        assertThat(asked()).isEqualTo("2.0.0");
        assertThat(asked(begun)).isEqualTo("1.0.0");
        newer.stop();
        assertThat(asked()).isEqualTo("1.0.0");
        newer.start();
        old.uninstall();
        assertThat(asked(begun)).isEqualTo("2.0.0");
        assertThat(host.figures())
                .extracting(one -> one.info().hook() + " " + one.info().plugin())
                .containsExactlyInAnyOrder(
                        "ConnectPolicy filter/2.0.0", "MailEventListener filter/2.0.0");
    }

    @Test
    void nothingLeadsToAVersionThatHasGone() throws Exception {
        Bundle old = install("1.0.0");
        old.start();
        Bundle newer = install("2.0.0");
        newer.start();
        host.share(old, 0.5);
        assertThat(asked()).isEqualTo("2.0.0");
        host.publish(event());
        await().until(() -> callsOfListener() == 1);
        WeakReference<ClassLoader> loader =
                new WeakReference<>(newer.adapt(BundleWiring.class).getClassLoader());
        newer.uninstall();
        framework.adapt(FrameworkWiring.class).refreshBundles(List.of(newer));
        newer = null;
        host.share(old, 0.6);
        assertThat(asked()).isEqualTo("1.0.0");
        // The thread of the listeners ends after the next event.
        host.publish(event());
        await().until(
                        () -> {
                            System.gc();
                            return loader.get() == null;
                        });
    }

    private long callsOfListener() {
        return host.figures().stream()
                .filter(one -> one.info().plugin().equals("filter/2.0.0"))
                .filter(one -> one.info().hook().equals("MailEventListener"))
                .mapToLong(HookFigures::calls)
                .sum();
    }

    private static MailEvent event() {
        return new MailEvent.Finished(Instant.EPOCH, new QueueId("4f2a"));
    }

    private String asked() throws InterruptedException {
        return asked(Subject.NONE);
    }

    private String asked(Subject subject) throws InterruptedException {
        Answer<Verdict> answer =
                chain.first(
                        subject,
                        _ -> true,
                        policy -> policy.onConnect(null),
                        Verdict.Pass.class::isInstance);
        return answer instanceof Answer.Given<Verdict>(Verdict.Defer(var status), _)
                ? status.text()
                : answer.toString();
    }

    private Bundle install(String version) throws Exception {
        return context.installBundle("test:" + version, new ByteArrayInputStream(jar(version)));
    }

    private static byte[] jar(String version) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, "filter");
        headers.putValue(Constants.BUNDLE_VERSION, version);
        headers.putValue(Constants.BUNDLE_ACTIVATOR, VersionedPlugin.class.getName());
        headers.putValue(Constants.IMPORT_PACKAGE, "org.osgi.framework," + PACKAGES);
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        String name = VersionedPlugin.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(jar, manifest);
                InputStream in = VersionsIT.class.getClassLoader().getResourceAsStream(name)) {
            out.putNextEntry(new JarEntry(name));
            in.transferTo(out);
        }
        return jar.toByteArray();
    }
}
