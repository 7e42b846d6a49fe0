// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.MxRecord;
import io.postern.api.lookup.StsAnswer;
import io.postern.api.lookup.StsPolicy;
import io.postern.api.lookup.StsTrouble;
import io.postern.api.lookup.TlsaRecord;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.TlsLevel;
import io.postern.api.transport.TlsResult;
import io.postern.testkit.Addresses;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestMessage;
import io.postern.tls.ClientIdentity;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/** A sink, names for it, and a transport that runs as the core would run it. */
final class SmtpBench implements AutoCloseable {
    private static final StsAnswer NO_POLICY = new StsAnswer.None(StsTrouble.NONE);
    private static final ClientTls JDK_ROOTS =
            ClientTls.trusting(Optional.empty(), true, Optional.empty());

    final SmtpSink sink = SmtpSink.start();
    private final Names names = new Names();
    private Timeouts timeouts = Timeouts.all(Duration.ofSeconds(10));
    private int loopPort = 25;
    private AddressFamily family = AddressFamily.IPV6_FIRST;
    private Set<InetAddress> own = Set.of();
    private TlsLevel level = TlsLevel.OPPORTUNISTIC;
    private ClientTls tls = JDK_ROOTS;
    private Chunking chunking = Chunking.AUTO;
    private Reuse reuse = Reuse.NEVER;
    private Auth auth = Auth.NONE;
    private final Map<String, StsAnswer> policies = new HashMap<>();
    private boolean mtaSts = true;

    /** What was told of TLS. */
    final List<TlsResult> results = new CopyOnWriteArrayList<>();

    SmtpBench() {
        names.known.put("mx.sink.test", found("127.0.0.1"));
    }

    /** Whatever a step takes, it may take so long. */
    void timeouts(Duration limit) {
        timeouts = Timeouts.all(limit);
    }

    void timeouts(Timeouts limits) {
        timeouts = limits;
    }

    void loopPort(int port) {
        loopPort = port;
    }

    void family(AddressFamily wanted) {
        family = wanted;
    }

    void own(String address) {
        own = OwnAddresses.named(address);
    }

    /** How much TLS, and whom to trust besides the JDK's roots. */
    void tls(TlsLevel wanted, Path roots) {
        level = wanted;
        tls = ClientTls.trusting(Optional.of(roots), true, Optional.empty());
    }

    /** The same, and what to show to a host that asks. */
    void tls(TlsLevel wanted, Path roots, ClientIdentity own) {
        level = wanted;
        tls = ClientTls.trusting(Optional.of(roots), true, Optional.of(own));
    }

    void auth(Auth wanted) {
        auth = wanted;
    }

    void tls(TlsLevel wanted) {
        level = wanted;
    }

    void chunking(Chunking wanted) {
        chunking = wanted;
    }

    void reuse(Reuse wanted) {
        reuse = wanted;
    }

    void name(String host, String... addresses) {
        names.known.put(host, found(addresses));
    }

    void name(String host, DnsAnswer<InetAddress> answer) {
        names.known.put(host, answer);
    }

    /** What the sink's TLSA records are. */
    void tlsa(DnsAnswer<TlsaRecord> answer) {
        names.tlsa.put("mx.sink.test", answer);
    }

    /** What a domain's policy is. */
    void policy(String domain, StsPolicy.Mode mode, String... mx) {
        StsPolicy policy = new StsPolicy(mode, List.of(mx), Duration.ofDays(1));
        policies.put(
                domain,
                new StsAnswer.Holds(policy, "1", Instant.MIN, Instant.MAX, StsTrouble.NONE));
    }

    /** Why a domain's policy can't be had. */
    void noPolicy(String domain, StsTrouble why) {
        policies.put(domain, new StsAnswer.None(why));
    }

    void withoutMtaSts() {
        mtaSts = false;
    }

    SmtpTransport transport() {
        return new SmtpTransport(
                names,
                domain -> policies.getOrDefault(domain, NO_POLICY),
                results::add,
                new Settings(
                        timeouts,
                        level,
                        true,
                        mtaSts,
                        Duration.ofHours(1),
                        tls,
                        chunking,
                        new Settings.Ways(family, loopPort, own),
                        reuse,
                        auth));
    }

    /** A small message to alice and bob by way of the sink. */
    TestAttempt attempt() {
        return TestAttempt.of(TestMessage.saying("hello"))
                .to("alice@example.test", "bob@example.test")
                .via("mx.sink.test", sink.port());
    }

    /** Delivers in a virtual thread. */
    DeliveryReport deliver(DeliveryAttempt attempt) throws InterruptedException {
        return deliver(transport(), attempt);
    }

    /** The same by a transport that may have delivered before. */
    static DeliveryReport deliver(SmtpTransport transport, DeliveryAttempt attempt)
            throws InterruptedException {
        FutureTask<DeliveryReport> task = new FutureTask<>(() -> transport.deliver(attempt));
        Thread.ofVirtual().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** The outcome that all recipients share. */
    DeliveryOutcome outcome(TestAttempt attempt) throws InterruptedException {
        DeliveryReport report = deliver(attempt);
        assertThat(report.outcomes()).containsOnlyKeys(attempt.recipients());
        List<DeliveryOutcome> different = report.outcomes().values().stream().distinct().toList();
        assertThat(different).hasSize(1);
        return different.getFirst();
    }

    static DeliveryOutcome of(DeliveryReport report, String address) {
        DeliveryOutcome outcome = report.outcomes().get(Addresses.recipient(address));
        assertThat(outcome).as(address).isNotNull();
        return outcome;
    }

    static void assertDeferred(DeliveryOutcome outcome, String code, DeliveryOutcome.Blame blame) {
        assertThat(outcome).isInstanceOf(DeliveryOutcome.Deferred.class);
        assertThat(outcome.status().code()).isEqualTo(code);
        assertThat(((DeliveryOutcome.Deferred) outcome).blame()).isEqualTo(blame);
    }

    static void assertFailed(DeliveryOutcome outcome, String code) {
        assertThat(outcome).isInstanceOf(DeliveryOutcome.Failed.class);
        assertThat(outcome.status().code()).isEqualTo(code);
    }

    static void assertDelivered(DeliveryOutcome outcome) {
        assertThat(outcome).isInstanceOf(DeliveryOutcome.Delivered.class);
    }

    static DnsAnswer<InetAddress> found(String... addresses) {
        return new DnsAnswer.Found<>(Stream.of(addresses).map(InetAddress::ofLiteral).toList());
    }

    @Override
    public void close() {
        sink.close();
    }

    private static final class Names implements DnsResolver {
        private final Map<String, DnsAnswer<InetAddress>> known = new HashMap<>();
        private final Map<String, DnsAnswer<TlsaRecord>> tlsa = new HashMap<>();

        @Override
        public DnsAnswer<MxRecord> mx(String domain) {
            throw new AssertionError("the router has asked for the MX");
        }

        @Override
        public DnsAnswer<InetAddress> addresses(String host) {
            return known.getOrDefault(host, new DnsAnswer.NoDomain<>());
        }

        @Override
        public DnsAnswer<String> txt(String name) {
            throw new AssertionError("nobody needs it");
        }

        @Override
        public DnsAnswer<TlsaRecord> tlsa(String host, int port) {
            return tlsa.getOrDefault(host, new DnsAnswer.NoDomain<>(true));
        }

        @Override
        public DnsAnswer<String> ptr(InetAddress address) {
            throw new AssertionError("nobody needs it");
        }
    }
}
