// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.awaitility.Awaitility.await;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingDecision;
import io.postern.api.transport.Egress;
import io.postern.api.transport.RetrySchedule;
import io.postern.api.transport.ShapingPolicy;
import io.postern.api.transport.Transport;
import io.postern.hooks.Hook;
import io.postern.hooks.HookChain;
import io.postern.spool.RecipientState;
import io.postern.testkit.Addresses;
import io.postern.testkit.SetClock;
import io.postern.testkit.TestHost;

import org.awaitility.Awaitility;
import org.osgi.framework.Constants;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/** A queue with a spool in memory, a set clock, and routers and transports that are lambdas. */
final class QueueRig {
    static {
        // Nearly all that is awaited comes at once.
        Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
    }

    static final Duration ROUTER_LIMIT = Duration.ofSeconds(10);

    final SetClock clock = SetClock.at("2026-11-24T10:00:00Z");
    final FakeSpool spool = new FakeSpool(clock);
    final TestHost host = TestHost.named("mx.postern.test").local("local.test").relay("relay.test");
    final List<MailEvent> events = new CopyOnWriteArrayList<>();
    final Map<String, Hook<Transport>> transports = new ConcurrentHashMap<>();
    final Carrier carrier = new Carrier();
    final Path folder;

    List<Router> routers = new ArrayList<>(List.of((_, _) -> via("smtp", "mx.example.org")));
    List<String> retry = List.of("5m x 3", "1h until 5d");
    Sites.Limits attempts = new Sites.Limits(500, 20);
    Duration warnAfter = Duration.ZERO;
    Reporting reporting = Reporting.plain(50 << 10);
    boolean configuredPaused;
    Egresses egresses = Egresses.of(Egress.of(host), List.of());
    List<Hook<ShapingPolicy>> policies = List.of();
    List<Reaction> reactions = List.of();

    /** Those of scripts and plugins. */
    List<RetrySchedule> schedules = List.of();

    RoutingChain chain;
    MailQueue queue;
    private QueueLoop loop;

    QueueRig(Path folder) {
        this.folder = folder;
        plug("smtp", carrier);
    }

    static RoutingDecision via(String transport, String... hosts) {
        List<NextHop> hops = new ArrayList<>();
        for (String host : hosts) {
            hops.add(new NextHop(host, 25, 10));
        }
        return new RoutingDecision.Via(transport, hops);
    }

    static RoutingDecision redirect(String... mailboxes) {
        List<Mailbox> targets = new ArrayList<>();
        for (String mailbox : mailboxes) {
            targets.add(Addresses.mailbox(mailbox));
        }
        return new RoutingDecision.Redirect(targets);
    }

    static RoutingDecision pass() {
        return new RoutingDecision.Pass();
    }

    static RoutingChain chain(TestHost host, Router... routers) {
        HookChain<Router> hooks = HookChain.of(Router.class, ROUTER_LIMIT, List.of(routers));
        return new RoutingChain(host, hooks::hooks, () -> "", ROUTER_LIMIT);
    }

    QueueRig routing(Router... inOrder) {
        routers = new ArrayList<>(List.of(inOrder));
        return this;
    }

    void plug(String name, Transport transport) {
        transports.put(
                name,
                HookChain.of(Transport.class, Duration.ofMinutes(10), List.of(transport))
                        .hooks()
                        .getFirst());
    }

    QueueRig start() {
        loop = new QueueLoop();
        chain = chain(host, routers.toArray(Router[]::new));
        RetryRules rules = RetryRules.of("queue: retry", retry, Duration.ofDays(5), new Middle());
        queue =
                new MailQueue(
                        new Core(spool, events::add, clock, loop, new Workers()),
                        chain,
                        new Outlets(
                                name -> Optional.ofNullable(transports.get(name)),
                                () -> egresses,
                                () -> policies,
                                () -> reactions),
                        new Retries(
                                rules,
                                HookChain.of(
                                        RetrySchedule.class,
                                        Duration.ofSeconds(1),
                                        schedules,
                                        Map.of(Constants.SERVICE_RANKING, 2000))),
                        new PauseFile(folder, configuredPaused),
                        new MailQueue.Limits(
                                attempts, Duration.ofMinutes(10), warnAfter, reporting));
        queue.start();
        return this;
    }

    /** Lets time pass, and the queue notice. */
    void advance(Duration duration) {
        clock.advance(duration);
        loop.tell(() -> {});
    }

    void awaitAttempts(int count) {
        await().until(() -> carrier.attempts.size() == count);
        idle();
    }

    void awaitState(QueueId id, Class<? extends RecipientState> type) {
        await().until(() -> spool.states(id).stream().allMatch(type::isInstance));
        idle();
    }

    /** Waits until nothing is being routed, tried or written down. */
    void idle() {
        await().until(() -> queue.status().active() == 0);
        await().until(
                        () ->
                                queue.list(10_000).stream()
                                        .flatMap(message -> message.waiting().stream())
                                        .noneMatch(
                                                waiting ->
                                                        List.of("routing", "active")
                                                                .contains(waiting.state())));
    }

    <E extends MailEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    QueueControl.Waiting waiting(QueueId id) {
        return queue.list(1000).stream()
                .filter(message -> message.id().equals(id))
                .findFirst()
                .orElseThrow()
                .waiting()
                .getFirst();
    }

    void close() throws InterruptedException {
        queue.stop();
    }

    /** Takes the middle of every spread, so that waits are what the list says. */
    private static final class Middle implements java.util.random.RandomGenerator {
        @Override
        public double nextDouble() {
            return 0.5;
        }

        @Override
        public long nextLong() {
            return ThreadLocalRandom.current().nextLong();
        }
    }
}
