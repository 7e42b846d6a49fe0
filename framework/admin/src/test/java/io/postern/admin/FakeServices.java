// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.event.Figure;
import io.postern.api.event.MailEvent;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.LookupAnswer;
import io.postern.api.lookup.MtaSts;
import io.postern.api.mail.HostIdentity;
import io.postern.hooks.HookFigures;
import io.postern.hooks.HookInfo;
import io.postern.plugins.PluginControl;
import io.postern.queue.QueueControl;
import io.postern.server.PretendSession;
import io.postern.spool.Spool;
import io.postern.testkit.TestHost;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Postern that is all there; a test takes away what it wants gone. */
final class FakeServices implements Services {
    final FakeQueue queue = new FakeQueue();
    final FakePlugins plugins = new FakePlugins();
    final MemorySpool spool = new MemorySpool();
    final List<MailEvent> events = new ArrayList<>();
    final FakeDns dns = new FakeDns();
    final FakeSessions sessions = new FakeSessions();
    boolean recovering;
    boolean unconfigured;
    List<String> listeners = List.of("smtp 127.0.0.1:2525");
    List<String> listenerErrors = List.of();
    List<String> applyErrors = List.of();

    @Override
    public Optional<QueueControl> queue() {
        return recovering ? Optional.empty() : Optional.of(queue);
    }

    @Override
    public Optional<PluginControl> plugins() {
        return Optional.of(plugins);
    }

    @Override
    public Optional<Spool> spool() {
        return recovering ? Optional.empty() : Optional.of(spool);
    }

    @Override
    public Optional<HostIdentity> host() {
        return unconfigured
                ? Optional.empty()
                : Optional.of(TestHost.named("mx.x.test").local("x.test"));
    }

    @Override
    public Optional<PretendSession> pretendSession() {
        return Optional.of(sessions);
    }

    @Override
    public Optional<DnsResolver> dns() {
        return unconfigured ? Optional.empty() : Optional.of(dns);
    }

    @Override
    public Optional<MtaSts> mtaSts() {
        return unconfigured ? Optional.empty() : Optional.of(dns);
    }

    @Override
    public io.postern.hooks.Answer<LookupAnswer> lookup(String name, String key) {
        if (!name.equals("users")) {
            return new io.postern.hooks.Answer.None<>();
        }
        LookupAnswer answer =
                switch (key) {
                    case "ann" -> new LookupAnswer.Found(List.of("gold", "silver"));
                    case "lost" -> new LookupAnswer.Unknown("the file is gone");
                    default -> new LookupAnswer.Absent();
                };
        return new io.postern.hooks.Answer.Given<>(answer, name);
    }

    @Override
    public List<String> listeners() {
        return listeners;
    }

    @Override
    public List<String> listenerErrors() {
        return listenerErrors;
    }

    @Override
    public int expectedListeners() {
        return 1;
    }

    @Override
    public List<HookInfo> hooks() {
        return List.of(
                new HookInfo(
                        "Router",
                        "mailboxes",
                        "local",
                        "router-local/1",
                        1000,
                        Map.of("postern.section", "routers")),
                new HookInfo("Router", "internet", "mx", "router-mx/1", 999, Map.of()));
    }

    @Override
    public List<HookFigures> hookFigures() {
        return List.of(figures(hooks().getFirst()));
    }

    static HookFigures figures(HookInfo info) {
        return new HookFigures(
                info,
                7,
                0.25,
                10,
                3,
                Map.of("Via", 7L),
                Duration.ofMillis(2),
                Duration.ofMillis(300),
                Duration.ofMillis(1500),
                Optional.of(Instant.parse("2026-01-01T00:01:00Z")),
                "threw");
    }

    @Override
    public List<String> apply() {
        return applyErrors;
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(
                        "policy_greylisted",
                        Figure.Kind.COUNTER,
                        "Of a script.",
                        Map.of("script", "a\"b.js"),
                        3),
                new Figure("queue_depth", Figure.Kind.GAUGE, "Depth.", Map.of(), 1.5));
    }

    @Override
    public void publish(MailEvent event) {
        events.add(event);
    }
}
