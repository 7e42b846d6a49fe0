// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.policy.ConnectPolicy;
import io.postern.api.policy.Verdict;

import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** The chain over the services of a real framework. */
@Timeout(30)
class HookChainIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir Path cache;
    private Framework framework;
    private BundleContext context;
    private HookChain<ConnectPolicy> chain;

    @BeforeEach
    void startFramework() throws Exception {
        framework =
                new FrameworkFactory()
                        .newFramework(Map.of("org.osgi.framework.storage", cache.toString()));
        framework.start();
        context = framework.getBundleContext();
        chain = HookChain.open(context, ConnectPolicy.class, LIMIT, HookHost.alone());
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    @Test
    void higherRankingIsAskedFirstAndEqualOnesInTheOrderOfRegistration() {
        register("second", 5);
        register("third", 5);
        register("first", 9);
        register("last", -1);
        assertThat(chain.hooks().stream().map(hook -> hook.info().name()))
                .containsExactly("first", "second", "third", "last");
    }

    @Test
    void changedRankingMovesAService() {
        ServiceRegistration<ConnectPolicy> low = register("low", 1);
        register("high", 2);
        low.setProperties(properties("low", 3));
        assertThat(chain.hooks().stream().map(hook -> hook.info().name()))
                .containsExactly("low", "high");
    }

    @Test
    void aServiceWhoseNameChangedIsThereOnceAndGoesLikeAnyOther() {
        ServiceRegistration<ConnectPolicy> policy = register("before", 1);
        policy.setProperties(properties("after", 1));
        assertThat(chain.hooks().stream().map(hook -> hook.info().name())).containsExactly("after");
        policy.unregister();
        assertThat(chain.isEmpty()).isTrue();
    }

    @Test
    void unregisteringWaitsForTheCallUnderWayAndLaterCallsSeeTheNext() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ServiceRegistration<ConnectPolicy> old =
                context.registerService(
                        ConnectPolicy.class,
                        _ -> {
                            entered.countDown();
                            release.await();
                            return Verdict.accept();
                        },
                        properties("old", 9));
        AtomicReference<Answer<Verdict>> answer = new AtomicReference<>();
        Thread caller = Thread.ofVirtual().start(() -> answer.set(ask()));
        entered.await();
        Thread unregistering = Thread.ofPlatform().start(old::unregister);
        await().until(() -> chain.isEmpty());
        register("next", 1);
        assertThat(ask()).isEqualTo(new Answer.None<>());
        assertThat(unregistering.isAlive()).isTrue();
        release.countDown();
        unregistering.join();
        caller.join();
        assertThat(answer.get()).isEqualTo(new Answer.Given<>(Verdict.accept(), "old"));
    }

    private Answer<Verdict> ask() {
        try {
            return chain.first(policy -> policy.onConnect(null), Verdict.pass()::equals);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private ServiceRegistration<ConnectPolicy> register(String name, int ranking) {
        return context.registerService(
                ConnectPolicy.class, _ -> Verdict.pass(), properties(name, ranking));
    }

    private static Dictionary<String, Object> properties(String name, int ranking) {
        return new Hashtable<>(Map.of("postern.name", name, "service.ranking", ranking));
    }
}
