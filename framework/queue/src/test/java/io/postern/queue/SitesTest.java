// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Status;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.Egress;
import io.postern.api.transport.Transport;
import io.postern.hooks.Hook;
import io.postern.hooks.HookChain;
import io.postern.testkit.TestHost;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class SitesTest {
    private static final Status.Transient WHY = new Status.Transient(4, 1, "no answer");

    private final Map<String, Hook<Transport>> transports = new HashMap<>();
    private Egresses egresses =
            Egresses.of(Egress.of(TestHost.named("mx.postern.test")), List.of());
    private final Sites sites =
            new Sites(
                    name -> Optional.ofNullable(transports.get(name)),
                    () -> egresses,
                    new Sites.Limits(6, 3));
    private final FakeSpool spool = new FakeSpool(InstantSource.system());

    SitesTest() {
        plug("smtp");
    }

    @Test
    void sitesTakeTurnsSoThatALongBacklogHoldsUpNobody() {
        for (int i = 0; i < 100; i++) {
            add("smtp", "big.test");
        }
        add("smtp", "one.test");
        add("smtp", "two.test");

        assertThat(startAll(0))
                .containsExactly("big.test:25", "one.test:25", "two.test:25", "big.test:25");
    }

    @Test
    void noMoreStartThanThereArePlaces() {
        add("smtp", "a.test", "b.test", "c.test", "a.test", "b.test", "c.test", "a.test");

        assertThat(startAll(0)).hasSize(6);
        assertThat(startAll(0)).isEmpty();
    }

    @Test
    void placeThatGetsFreeIsTaken() {
        add("smtp", "a.test", "a.test", "a.test", "a.test");
        Batch first = sites.next(0).orElseThrow().batch();
        startAll(0);

        sites.ended(first, 0);

        assertThat(startAll(0)).containsExactly("a.test:25");
    }

    @Test
    void freshSiteThatFailsIsLeftAloneThenTriedOnceThenOpen() {
        add("smtp", "a.test", "a.test", "a.test", "a.test");
        Batch first = sites.next(0).orElseThrow().batch();
        fail(first, 0, 1000);
        assertThat(startAll(999)).isEmpty();
        assertThat(sites.nextWake()).isEqualTo(1000);

        Batch probe = sites.next(1000).orElseThrow().batch();
        assertThat(startAll(1000)).isEmpty();
        probe.site.answered();
        sites.ended(probe, 1000);

        assertThat(startAll(1000)).hasSize(2);
    }

    @Test
    void busySiteIsNotStoppedByOneFailureButByTwoInARow() {
        add("smtp", "a.test", "a.test", "a.test", "a.test", "a.test", "a.test");
        Batch good = sites.next(0).orElseThrow().batch();
        good.site.answered();
        sites.ended(good, 0);

        fail(sites.next(0).orElseThrow().batch(), 0, 1000);
        Batch next = sites.next(0).orElseThrow().batch();
        fail(next, 0, 1000);

        assertThat(startAll(0)).isEmpty();
    }

    @Test
    void openingASiteEndsItsBackOff() {
        add("smtp", "a.test", "a.test");
        fail(sites.next(0).orElseThrow().batch(), 0, 1000);

        sites.openAll(1);

        assertThat(startAll(1)).hasSize(1);
    }

    @Test
    void siteWithoutItsTransportWaitsAndHoldsUpNobody() {
        add("maildir");
        add("smtp", "a.test");

        assertThat(startAll(0)).containsExactly("a.test:25");
        plug("maildir");
        assertThat(startAll(0)).containsExactly("maildir");
    }

    @Test
    void equallyGoodHopsInAnyOrderAreOneSite() {
        NextHop one = new NextHop("mx1.test", 25, 10);
        NextHop two = new NextHop("mx2.test", 25, 10);

        assertThat(sites.of("smtp", List.of(one, two)))
                .isSameAs(sites.of("smtp", List.of(two, one)))
                .isNotSameAs(sites.of("lmtp", List.of(one, two)))
                .isNotSameAs(sites.of("smtp", List.of(one)));
    }

    private void fail(Batch batch, long now, long until) {
        sites.failed(batch.site, now, until, WHY);
        sites.ended(batch, now);
    }

    private void plug(String name) {
        transports.put(
                name,
                HookChain.of(Transport.class, Duration.ofMinutes(1), List.of(new Carrier()))
                        .hooks()
                        .getFirst());
    }

    private void add(String transport, String... hosts) {
        if (hosts.length == 0) {
            add(transport, List.of());
        }
        for (String host : hosts) {
            add(transport, List.of(new NextHop(host, 25, 10)));
        }
    }

    private void add(String transport, List<NextHop> hops) {
        FakeSpool.Spooled message = spool.spooled(spool.accept("a@b.test", "c@d.test"));
        sites.add(
                new Batch(
                        new Entry(message, message.id()),
                        Indices.of(0),
                        sites.of(transport, hops),
                        Way.of(hops)),
                0);
    }

    /** Starts all that may start; the host, or the transport where there is none. */
    private List<String> startAll(long now) {
        List<String> started = new ArrayList<>();
        for (Optional<Sites.Start> next = sites.next(now);
                next.isPresent();
                next = sites.next(now)) {
            Batch batch = next.get().batch();
            started.add(
                    batch.way.hops().isEmpty()
                            ? batch.site.key.transport()
                            : batch.way.hops().getFirst().toString());
        }
        return started;
    }
}
