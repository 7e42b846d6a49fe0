// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.MxRecord;
import io.postern.api.lookup.TlsaRecord;
import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class DnsFunctionsTest {
    private static final String LOOKING_UP =
            """
            import { dns, reject } from 'postern';
            export const onHelo = () => reject('5.0.0', String(dns.mx('example.org')[0].preference));
            """;

    @TempDir private Path home;

    private String ask(String expression, DnsResolver resolver) throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        import { dns, reject } from 'postern';
                        export const onHelo = () => reject('5.0.0', String(%s));
                        """
                                .formatted(expression),
                        TestScript.PATIENT,
                        resolver)) {
            Verdict verdict = script.hook(HeloPolicy.class).onHelo(TestMail.client("192.0.2.1"));
            return ((Verdict.Reject) verdict).status().text();
        }
    }

    @Test
    void recordsAreArrays() throws Exception {
        StubDns dns = new StubDns();
        assertThat(
                        ask(
                                "dns.mx('example.org').map((mx) => mx.preference + mx.host) + '|'"
                                        + " + dns.addresses('mx.example.org')[0] + '|'"
                                        + " + dns.txt('example.org')[0].toUpperCase() + '|'"
                                        + " + dns.mx('none.example').length",
                                dns))
                .isEqualTo("10mx.example.org,20mx2.example.org|192.0.2.25|V=SPF1|0");
    }

    @Test
    void addressesHaveNames() throws Exception {
        assertThat(ask("dns.ptr('192.0.2.25')", new StubDns())).isEqualTo("mx.example.org");
        assertThat(ask("dns.ptr('192.0.2.26').length", new StubDns())).isEqualTo("0");
        assertThatThrownBy(() -> ask("dns.ptr('mx.example.org')", new StubDns()))
                .hasMessageContaining("no IP address: 'mx.example.org'");
    }

    @Test
    void fourIsAskedForAlone() throws Exception {
        assertThat(ask("dns.a('mx.example.org')", new StubDns())).isEqualTo("192.0.2.25");
    }

    @Test
    void blockListsAreAskedBackwards() throws Exception {
        StubDns dns = new StubDns();
        assertThat(ask("dns.dnsbl('192.0.2.7', 'bl.example')", dns)).isEqualTo("127.0.0.2");
        assertThat(ask("dns.dnsbl('192.0.2.8', 'bl.example').length", dns)).isEqualTo("0");
        assertThat(ask("dns.dnsbl('2001:db8::1', 'bl.example')", dns)).isEqualTo("127.0.0.3");
    }

    /** No answer of a list, and an answer that is none, are both "can't tell". */
    @Test
    void blockListThatDoesNotTellIsAnError() {
        StubDns dns = new StubDns();
        assertThatThrownBy(() -> ask("dns.dnsbl('192.0.2.9', 'bl.example')", dns))
                .hasMessageEndingWith("the DNS can't tell: SERVFAIL");
        assertThatThrownBy(() -> ask("dns.dnsbl('192.0.2.10', 'bl.example')", dns))
                .hasMessageEndingWith("the list doesn't tell us: it answers 127.255.255.254");
        assertThatThrownBy(() -> ask("dns.dnsbl('192.0.2.11', 'bl.example')", dns))
                .hasMessageEndingWith("the list doesn't tell us: it answers 203.0.113.1");
        assertThatThrownBy(() -> ask("dns.dnsbl('192.0.2.7', 'bl')", dns))
                .hasMessageEndingWith("no zone: 'bl'");
    }

    @Test
    void notKnowingIsAnError() {
        assertThatThrownBy(() -> ask("dns.mx('broken.example')", new StubDns()))
                .isInstanceOf(ScriptFailedException.class)
                .hasMessageMatching("scripts/policy.js:2:.*: the DNS can't tell: SERVFAIL");
    }

    @Test
    void slowDnsDoesNotCountAsRunning() throws Exception {
        StubDns dns = new StubDns();
        dns.delay = Duration.ofMillis(400);
        try (TestScript script = lookingUp(dns, Duration.ofMillis(200))) {
            assertThat(script.hook(HeloPolicy.class).onHelo(TestMail.client("192.0.2.1")))
                    .isEqualTo(Verdict.reject(0, 0, "10"));
        }
    }

    @Test
    void silentDnsIsGivenUp() {
        StubDns dns = new StubDns();
        dns.delay = Duration.ofSeconds(50);
        try (TestScript script = lookingUp(dns, Duration.ofMillis(200))) {
            assertThatThrownBy(
                            () ->
                                    script.hook(HeloPolicy.class)
                                            .onHelo(TestMail.client("192.0.2.1")))
                    .isInstanceOf(ScriptFailedException.class)
                    .hasMessageEndingWith("no answer from outside after 1000 ms");
        }
    }

    /** One sandbox may run; yet all four callers wait for the DNS at once, or none would go on. */
    @Test
    void scriptsThatWaitForTheDnsMakeRoomForOthers() throws Exception {
        StubDns dns = new StubDns();
        dns.together = new CountDownLatch(4);
        Limits limits =
                new Limits(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        1_000_000,
                        1,
                        100);
        try (TestScript script = TestScript.of(home, LOOKING_UP, limits, dns)) {
            AtomicInteger answered = new AtomicInteger();
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                callers.add(Thread.ofVirtual().start(() -> answered.addAndGet(helo(script))));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(answered).hasValue(4);
        }
    }

    private static int helo(TestScript script) {
        try {
            Verdict verdict = script.hook(HeloPolicy.class).onHelo(TestMail.client("192.0.2.1"));
            return verdict.equals(Verdict.reject(0, 0, "10")) ? 1 : 0;
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private TestScript lookingUp(DnsResolver dns, Duration time) {
        return TestScript.of(home, LOOKING_UP, TestScript.limits(time, 1), dns);
    }

    private static final class StubDns implements DnsResolver {
        private Duration delay = Duration.ZERO;
        private CountDownLatch together = new CountDownLatch(1);
        private final CountDownLatch never = new CountDownLatch(1);

        @Override
        public DnsAnswer<MxRecord> mx(String domain) throws InterruptedException {
            together.countDown();
            together.await();
            boolean _ = never.await(delay.toNanos(), TimeUnit.NANOSECONDS);
            return switch (domain) {
                case "example.org" ->
                        new DnsAnswer.Found<>(
                                List.of(
                                        new MxRecord(10, "mx.example.org"),
                                        new MxRecord(20, "mx2.example.org")));
                case "broken.example" -> new DnsAnswer.Unknown<>("SERVFAIL");
                default -> new DnsAnswer.NoDomain<>();
            };
        }

        @Override
        public DnsAnswer<InetAddress> addresses(String host) {
            return switch (host) {
                case "7.2.0.192.bl.example" -> found("127.0.0.2");
                case "8.2.0.192.bl.example" -> new DnsAnswer.NoDomain<>();
                case "9.2.0.192.bl.example" -> new DnsAnswer.Unknown<>("SERVFAIL");
                case "10.2.0.192.bl.example" -> found("127.255.255.254");
                case "11.2.0.192.bl.example" -> found("203.0.113.1");
                case "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.example" ->
                        found("127.0.0.3");
                default -> found("192.0.2.25");
            };
        }

        private static DnsAnswer<InetAddress> found(String address) {
            return new DnsAnswer.Found<>(List.of(InetAddress.ofLiteral(address)));
        }

        @Override
        public DnsAnswer<String> txt(String name) {
            return new DnsAnswer.Found<>(List.of("v=spf1"));
        }

        @Override
        public DnsAnswer<TlsaRecord> tlsa(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public DnsAnswer<String> ptr(InetAddress address) {
            return address.getHostAddress().equals("192.0.2.25")
                    ? new DnsAnswer.Found<>(List.of("mx.example.org"))
                    : new DnsAnswer.NoRecord<>();
        }
    }
}
