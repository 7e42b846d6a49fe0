// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Domain;
import io.postern.api.mail.Status;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.ConnectionLeave;
import io.postern.api.transport.Egress;
import io.postern.api.transport.Rate;
import io.postern.api.transport.Shaping;
import io.postern.api.transport.Transport;
import io.postern.hooks.Hook;
import io.postern.hooks.HookChain;
import io.postern.testkit.TestHost;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Who may start when, in a time that the test sets. */
class SiteShapingTest {
    private static final String DEFAULT = Egress.DEFAULT;

    private final Hook<Transport> transport =
            HookChain.of(Transport.class, Duration.ofMinutes(1), List.of(new Carrier()))
                    .hooks()
                    .getFirst();
    private final FakeSpool spool = new FakeSpool(InstantSource.system());
    private final Egress usual = Egress.of(TestHost.named("mx.postern.test"));
    private Egresses egresses = Egresses.of(usual, List.of());
    private Sites sites = sites(new Sites.Limits(500, 20));

    private Sites sites(Sites.Limits limits) {
        return new Sites(_ -> Optional.of(transport), () -> egresses, limits);
    }

    @Test
    void siteStartsWithFewAtOnceAndGetsMoreAsItAnswers() {
        add("a.test", 4000);
        List<Batch> started = start(0);
        assertThat(started).hasSize(2);
        answer(started, 0);
        started = start(0);
        assertThat(started).hasSize(5);

        for (int i = 0; i < 100; i++) {
            answer(started, 0);
            started = start(0);
        }

        assertThat(started).hasSize(20);
    }

    @Test
    void siteThatRefusesSomeGetsFewerAndAnswersAllTheSame() {
        add("a.test", 3000);
        Deque<Batch> running = new ArrayDeque<>();
        for (int i = 0; i < 100; i++) {
            running.addAll(start(0));
            int served = 0;
            for (Batch batch = running.poll(); batch != null; batch = running.poll()) {
                if (served++ < 4) {
                    batch.site.answered();
                    lane(batch).succeeded();
                } else {
                    lane(batch).failed();
                }
                sites.ended(batch, 0);
            }
        }

        assertThat(start(0).size()).isBetween(3, 7);
    }

    @Test
    void shapingLimitsConnections() {
        Site site = proven("a.test", 100);
        shape(site, limits(2, "", ""));

        assertThat(start(0)).hasSize(2);
    }

    @Test
    void theStrictestOfASitesDomainsCountsAndIsForgottenWhenItIsNotSaidAnyMore() {
        Site site = proven("a.test", 100);
        shape(site, limits(4, "", ""));
        shape(site, limits(2, "", ""));
        shape(site, limits(4, "", ""));
        assertThat(start(0)).hasSize(2);

        sites.shape(site, shaped(limits(4, "", "")), 150_000);
        sites.shape(site, shaped(limits(4, "", "")), 300_000);

        assertThat(start(300_000)).hasSize(2);
    }

    @Test
    void messageRateHolds() {
        Site site = proven("a.test", 1000);
        shape(site, limits(20, "", "60/m"));
        int started = 0;
        for (long now = 1; now <= 60_000; now++) {
            List<Batch> batches = start(now);
            started += batches.size();
            answer(batches, now);
        }

        assertThat(started).isBetween(60, 66);
    }

    @Test
    void connectionRateCountsConnectionsAndLetsThoseGoOnThatHaveOne() {
        Site site = proven("a.test", 100);
        shape(site, limits(20, "20/m", ""));
        List<Batch> first = start(0);
        assertThat(first).hasSize(5);
        assertThat(lane(first.get(0)).connect(0)).isEqualTo(new ConnectionLeave.Granted());
        assertThat(lane(first.get(1)).connect(0)).isEqualTo(new ConnectionLeave.Granted());
        assertThat(lane(first.get(2)).connect(0)).isInstanceOf(ConnectionLeave.Refused.class);
        for (Batch refused : first.subList(2, 5)) {
            sites.refused(refused, 0);
        }
        assertThat(start(0)).isEmpty();

        answer(List.of(first.get(0)), 0);
        assertThat(start(0)).hasSize(1);

        assertThat(sites.nextWake()).isEqualTo(3000);
        assertThat(start(3000)).isNotEmpty();
        assertThat(lane(first.get(2)).connect(3000)).isEqualTo(new ConnectionLeave.Granted());
    }

    @Test
    void sendersTakeTurnsAtASite() {
        for (int i = 0; i < 1000; i++) {
            add("a.test", "bounce-" + i + "@list.test");
        }
        add("a.test", "alice@one.test").answered();
        add("a.test", "bob@two.test");

        assertThat(start(0).stream().map(batch -> batch.entry.sender().toString()).toList())
                .anyMatch(sender -> sender.contains("alice"))
                .anyMatch(sender -> sender.contains("bob"));
    }

    @Test
    void aListThatNumbersItsReversePathsIsOneSender() {
        for (int i = 0; i < 1000; i++) {
            add("a.test", "bounce-" + i + "@list.test");
        }
        Site site = add("a.test", "alice@one.test");

        assertThat(site.lanes().getFirst().senders()).isEqualTo(2);
    }

    @Test
    void silentSitesLeavePlacesForThoseThatAnswer() {
        sites = sites(new Sites.Limits(100, 20));
        add("good.test", 1);
        answer(start(0), 0);
        for (int i = 0; i < 200; i++) {
            add("silent" + i + ".test", 5);
        }
        assertThat(start(0)).hasSize(90);

        add("good.test", 3);

        assertThat(start(0)).hasSize(3);
    }

    @Test
    void rowOfFailuresAsLongAsThereWereAttemptsClosesASite() {
        add("a.test", 100);
        answer(start(0), 0);
        List<Batch> batches = start(0);
        for (int i = 0; i < 4; i++) {
            assertThat(fail(batches.get(i), 0)).isFalse();
        }
        assertThat(fail(batches.get(4), 0)).isTrue();
        assertThat(start(59_999)).isEmpty();

        List<Batch> probe = start(60_000);
        assertThat(probe).hasSize(1);
        answer(probe, 60_000);

        assertThat(start(60_000).size()).isBetween(2, 5);
    }

    @Test
    void mailGoesByTheSourcesOfItsPool() {
        use(twoSources());
        add("a.test", 400);
        Map<String, Integer> used = new HashMap<>();
        for (List<Batch> batches = start(0); !batches.isEmpty(); batches = start(0)) {
            batches.forEach(batch -> used.merge(lane(batch).source, 1, Integer::sum));
            answer(batches, 0);
        }

        assertThat(used.keySet()).containsExactlyInAnyOrder("out1", "out2");
        assertThat(used.get("out1")).isBetween(120, 280);
    }

    @Test
    void suspendedSourceIsPassedOverAndComesBackGradually() {
        use(twoSources());
        Site site = add("a.test", 400);
        Lane lane = site.lanes().getFirst();
        sites.suspend(lane, new Adjustment(0, 0, 1000, "421 go away"), 0);

        assertThat(start(0)).extracting(batch -> lane(batch).source).doesNotContain(lane.source);
        assertThat(lane.isSuspended(999)).isTrue();
        assertThat(lane.limit(1000)).isEqualTo(1);
        assertThat(lane.limit(1600)).isBetween(2, 3);
        assertThat(lane.limit(2000)).isEqualTo(5);
    }

    @Test
    void mailWaitsWhereAllItsSourcesAreSuspended() {
        Site site = add("a.test", 10);
        sites.suspend(site.lanes().getFirst(), new Adjustment(0, 0, 1000, "421 go away"), 0);

        assertThat(start(999)).isEmpty();
        assertThat(sites.nextWake()).isEqualTo(1000);
        assertThat(start(1000)).hasSize(1);
    }

    @Test
    void sourceThatGoesLeavesItsMailToTheOthers() {
        use(twoSources());
        Site site = add("a.test", 50);
        egresses = Egresses.of(usual, List.of(EgressesTest.source("out2", Map.of("default", 1))));

        assertThat(start(0)).allMatch(batch -> lane(batch).source.equals("out2"));
        assertThat(site.lanes()).hasSize(1);
    }

    @Test
    void messageMovesOnToEachSourceOnce() {
        use(twoSources());
        add("a.test", 1);
        Batch batch = start(0).getFirst();
        String first = lane(batch).source;

        assertThat(sites.moveOn(batch, 0)).isTrue();
        assertThat(start(0)).containsExactly(batch);
        assertThat(lane(batch).source).isNotEqualTo(first);
        assertThat(sites.moveOn(batch, 0)).isFalse();
    }

    @Test
    void suspendedSiteStaysSoWhateverItAnswers() {
        Site site = add("a.test", 10);
        List<Batch> running = start(0);
        sites.suspend(site, 0, 1000, new Status.Transient(7, 0, "asked for peace"));
        answer(running, 0);

        assertThat(start(999)).isEmpty();
        assertThat(start(1000)).isNotEmpty();
    }

    @Test
    void reportSaysWhatBinds() {
        Site site = add("mx.a.test", 100);
        shape(site, limits(20, "", "60/m"));
        start(1);
        SiteReport report = reports().of("example.org", 1).getFirst();

        assertThat(report.site()).isEqualTo("mx.a.test");
        assertThat(report.state()).isEqualTo("fresh");
        assertThat(report.limit()).isEqualTo("2 at once until it answers");
        assertThat(report.sources().getFirst().messages()).isEqualTo(2);
        assertThat(report.sources().getFirst().messageRate()).isEqualTo("60/m");
        assertThat(reports().of("mx.a.test", 1)).hasSize(1);
        assertThat(reports().of("b.test", 1)).isEmpty();
    }

    /** 1,000 sites, every tenth of them silent, one with a backlog, one sender with half of it. */
    @Test
    void thousandSitesDrainSideBySide() {
        Map<Batch, Long> ends = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            add("site0.test", "bounce-" + i + "@list.test");
        }
        for (int i = 0; i < 50_000; i++) {
            String sender = i % 2 == 0 ? "news@list.test" : "user" + i + "@d" + i % 97 + ".test";
            add("site" + i % 1000 + ".test", sender);
        }
        Map<String, Long> drained = new HashMap<>();
        Map<String, Integer> running = new HashMap<>();
        long now = 0;
        while (now < 30_000 && drained.size() < 899) {
            for (Batch batch : start(now)) {
                String host = batch.way.hops().getFirst().host();
                assertThat(running.merge(host, 1, Integer::sum)).isLessThanOrEqualTo(20);
                ends.put(batch, now + (isSilent(host) ? 30_000 : 20));
            }
            assertThat(ends.size()).isLessThanOrEqualTo(500);
            now += 10;
            long time = now;
            List<Batch> ended = new ArrayList<>();
            ends.forEach((batch, end) -> ended.addAll(end <= time ? List.of(batch) : List.of()));
            for (Batch batch : ended) {
                ends.remove(batch);
                String host = batch.way.hops().getFirst().host();
                running.merge(host, -1, Integer::sum);
                answer(List.of(batch), now);
                if (batch.site.isIdle()) {
                    drained.putIfAbsent(host, now);
                }
            }
        }

        // 45,000 messages of 20 ms each over the places that silent sites leave.
        assertThat(drained).hasSizeGreaterThanOrEqualTo(899);
        assertThat(now).isLessThan(15_000);
    }

    private static boolean isSilent(String host) {
        return host.endsWith("7.test");
    }

    private void use(Egresses others) {
        egresses = others;
        assertThat(start(0)).isEmpty();
    }

    private Egresses twoSources() {
        return Egresses.of(
                usual,
                List.of(
                        EgressesTest.source("out1", Map.of("default", 1)),
                        EgressesTest.source("out2", Map.of("default", 1))));
    }

    private Site proven(String host, int messages) {
        Site site = add(host, messages);
        site.answered();
        return site;
    }

    private Site add(String host, int messages) {
        Site site = null;
        for (int i = 0; i < messages; i++) {
            site = add(host, "a@b.test");
        }
        return site;
    }

    private Site add(String host, String sender) {
        List<NextHop> hops = List.of(new NextHop(host, 25, 10));
        FakeSpool.Spooled message = spool.spooled(spool.accept(sender, "c@d.test"));
        Site site = sites.of("smtp", hops);
        sites.add(
                new Batch(new Entry(message, message.id()), Indices.of(0), site, Way.of(hops)), 0);
        return site;
    }

    private void shape(Site site, Shaping.Limits limits) {
        sites.shape(site, shaped(limits), 1);
    }

    private static Shaped shaped(Shaping.Limits limits) {
        return new Shaped(new Domain("example.org"), "", Optional.empty(), Map.of(DEFAULT, limits));
    }

    private static Shaping.Limits limits(int connections, String connect, String messages) {
        return new Shaping.Limits(
                OptionalInt.of(connections),
                Optional.of(connect).filter(s -> !s.isEmpty()).map(Rate::parse),
                Optional.of(messages).filter(s -> !s.isEmpty()).map(Rate::parse),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private List<Batch> start(long now) {
        List<Batch> started = new ArrayList<>();
        for (Optional<Sites.Start> next = sites.next(now);
                next.isPresent();
                next = sites.next(now)) {
            started.add(next.get().batch());
        }
        return started;
    }

    private void answer(List<Batch> batches, long now) {
        for (Batch batch : batches) {
            batch.site.answered();
            lane(batch).succeeded();
            sites.ended(batch, now);
        }
    }

    private boolean fail(Batch batch, long now) {
        Status.Transient why = new Status.Transient(4, 1, "no answer");
        lane(batch).failed();
        boolean closed = sites.failed(batch.site, now, now + 60_000, why);
        sites.ended(batch, now);
        return closed;
    }

    private static Lane lane(Batch batch) {
        return Optional.ofNullable(batch.lane).orElseThrow();
    }

    private SiteReports reports() {
        return new SiteReports(
                new Places(
                        sites,
                        new Suspensions(new SuspensionFile(Path.of("nowhere")), null, sites)));
    }
}
