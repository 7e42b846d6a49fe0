// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.smtp.Reply;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

class ConnectionGateTest {
    private final AtomicLong time = new AtomicLong();
    private final ConnectionGate gate = new ConnectionGate(time::get);

    @Test
    void allConnectionsAreCounted() {
        Limits.Connections limits = limits(2, 10, 100);
        assertThat(enter("192.0.2.1", limits)).isZero();
        assertThat(enter("192.0.2.2", limits)).isZero();
        assertThat(enter("192.0.2.3", limits)).isEqualTo(421);
        gate.leave(InetAddress.ofLiteral("192.0.2.1"));
        assertThat(enter("192.0.2.3", limits)).isZero();
        assertThat(gate.open()).isEqualTo(2);
    }

    @Test
    void connectionsOfAnAddressAreCountedAndLoopbackIsNoException() {
        Limits.Connections limits = limits(100, 1, 100);
        assertThat(enter("127.0.0.1", limits)).isZero();
        assertThat(enter("127.0.0.1", limits)).isEqualTo(421);
        assertThat(enter("127.0.0.2", limits)).isZero();
    }

    @Test
    void ipv6IsCountedBySlash64() {
        Limits.Connections limits = limits(100, 1, 100);
        assertThat(enter("2001:db8::1", limits)).isZero();
        assertThat(enter("2001:db8::ffff:2", limits)).isEqualTo(421);
        assertThat(enter("2001:db8:0:1::1", limits)).isZero();
    }

    @Test
    void rateIsRefilledEvenly() {
        Limits.Connections limits = limits(1000, 1000, 60);
        for (int i = 0; i < 60; i++) {
            assertThat(enter("192.0.2.1", limits)).isZero();
        }
        assertThat(enter("192.0.2.1", limits)).isEqualTo(421);
        time.addAndGet(Duration.ofMillis(1001).toNanos());
        assertThat(enter("192.0.2.1", limits)).isZero();
        assertThat(enter("192.0.2.1", limits)).isEqualTo(421);
    }

    @Test
    void unlimitedIsUnlimited() {
        int no = Integer.MAX_VALUE;
        Limits.Connections limits = limits(no, no, no);
        for (int i = 0; i < 10_000; i++) {
            assertThat(enter("192.0.2.1", limits)).isZero();
        }
    }

    @Test
    void whoHasGoneIsForgottenOnlyAfterItsMinute() {
        Limits.Connections limits = limits(100, 100, 1);
        assertThat(enter("192.0.2.1", limits)).isZero();
        gate.leave(InetAddress.ofLiteral("192.0.2.1"));
        time.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(enter("192.0.2.1", limits)).isEqualTo(421);
        time.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(enter("192.0.2.2", limits)).isZero();
        assertThat(gate.remembered()).isEqualTo(1);
    }

    @Test
    void limitsOfTheSectionChangeWhileItRuns() {
        LimitsSection section = TestLimits.defaults();
        assertThat(section.limits().messages().size()).isEqualTo(50 * 1024 * 1024);
        assertThat(section.limits().sessions().command()).isEqualTo(Duration.ofMinutes(5));
        section.modified(TestLimits.options(Map.of("messageSize", 1L)));
        assertThat(section.limits().messages().size()).isEqualTo(1);
    }

    private int enter(String address, Limits.Connections limits) {
        Optional<Reply> refusal = gate.enter(InetAddress.ofLiteral(address), limits);
        return refusal.map(Reply::code).orElse(0);
    }

    private static Limits.Connections limits(int all, int perAddress, int rate) {
        return new Limits.Connections(all, perAddress, rate, 100, _ -> false);
    }
}
