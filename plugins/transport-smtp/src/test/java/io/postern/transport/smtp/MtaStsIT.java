// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static io.postern.testkit.SinkAction.reply;
import static io.postern.transport.smtp.SmtpBench.assertDeferred;
import static io.postern.transport.smtp.SmtpBench.assertDelivered;
import static io.postern.transport.smtp.SmtpBench.of;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.StsPolicy.Mode;
import io.postern.api.lookup.TlsaRecord;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.TlsLevel;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.Stage;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestCertificate;
import io.postern.testkit.TestCertificates;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

import javax.net.ssl.SSLContext;

/** RFC 8461: the recipient's domain says which hosts are its own, and that they have TLS. */
@Timeout(60)
class MtaStsIT {
    private static final TestCertificates AUTHORITY = TestCertificates.authority("sts CA");
    private static final SSLContext GOOD = AUTHORITY.server("mx.sink.test").context();
    private static final SSLContext WRONG_NAME = AUTHORITY.server("other.sink.test").context();
    private static final SSLContext EXPIRED = AUTHORITY.expired().server("mx.sink.test").context();
    private static final TestCertificate STRANGER = TestCertificates.selfSigned("mx.sink.test");

    @TempDir private Path folder;
    private final SmtpBench bench = new SmtpBench();

    @BeforeEach
    void trust() {
        bench.tls(TlsLevel.OPPORTUNISTIC, AUTHORITY.writeRoot(folder.resolve("ca.pem")));
        bench.sink.tls(GOOD);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private TestAttempt attempt() {
        return attempt(NextHop.Source.DNS);
    }

    private TestAttempt attempt(NextHop.Source source) {
        return bench.attempt().via(new NextHop("mx.sink.test", bench.sink.port(), 10, source));
    }

    private DeliveryOutcome outcome() throws InterruptedException {
        return bench.outcome(attempt());
    }

    private void withoutStartTls() {
        bench.sink.at(Stage.EHLO).does(reply("250 sink.test"));
    }

    @Test
    void aHostThatMeetsThePolicyGetsTheMessageInTls() throws InterruptedException {
        for (String mx : List.of("mx.sink.test", "*.sink.test")) {
            bench.policy("example.test", Mode.ENFORCE, "mx.other.test", mx);
            assertDelivered(outcome());
        }
        assertThat(bench.sink.awaitMessages(2)).allMatch(message -> message.inTls());
    }

    @Test
    void aHostThatThePolicyDoesNotNameIsPassedOver() throws InterruptedException {
        bench.policy("example.test", Mode.ENFORCE, "*.example.test");

        assertDeferred(outcome(), "4.7.5", Blame.RECIPIENT);
        assertThat(bench.sink.sessions()).isEmpty();
    }

    @Test
    void aHostWithoutAGoodCertificateIsPassedOver() throws InterruptedException {
        bench.policy("example.test", Mode.ENFORCE, "mx.sink.test");
        for (SSLContext wrong : List.of(WRONG_NAME, EXPIRED, STRANGER.context())) {
            bench.sink.tls(wrong);
            assertDeferred(outcome(), "4.7.5", Blame.RECIPIENT);
        }
        assertThat(bench.sink.messages()).isEmpty();
    }

    @Test
    void aHostWithoutTlsIsPassedOver() throws InterruptedException {
        bench.policy("example.test", Mode.ENFORCE, "mx.sink.test");
        withoutStartTls();

        assertDeferred(outcome(), "4.7.10", Blame.RECIPIENT);
        assertThat(bench.sink.awaitSessions(1).getFirst().verbs()).containsExactly("EHLO", "QUIT");
    }

    /** RFC 8461 section 5.1: the other candidates are tried. */
    @Test
    void theNextHostThatMeetsThePolicyIsTaken() throws InterruptedException {
        bench.policy("example.test", Mode.ENFORCE, "mx.sink.test");
        bench.name("mx.wrong.test", "127.0.0.1");
        try (SmtpSink wrong = SmtpSink.start()) {
            TestAttempt attempt =
                    bench.attempt()
                            .via(
                                    dns("mx.wrong.test", wrong),
                                    dns("mx.sink.test", wrong),
                                    dns("mx.sink.test", bench.sink));
            assertDelivered(bench.outcome(attempt));
            assertThat(wrong.messages()).isEmpty();
        }
    }

    private static NextHop dns(String host, SmtpSink sink) {
        return new NextHop(host, sink.port(), 10, NextHop.Source.DNS);
    }

    @Test
    void aPolicyInTestingKeepsNothingBack() throws InterruptedException {
        bench.policy("example.test", Mode.TESTING, "*.example.test");
        assertDelivered(outcome());
        bench.policy("example.test", Mode.TESTING, "mx.sink.test");
        assertDelivered(outcome());
        bench.sink.tls(STRANGER.context());
        assertDelivered(outcome());
        withoutStartTls();
        assertDelivered(outcome());

        assertThat(bench.sink.awaitMessages(4).getLast().inTls()).isFalse();
    }

    @Test
    void modeNoneAsksForNothing() throws InterruptedException {
        bench.policy("example.test", Mode.NONE);
        withoutStartTls();

        assertDelivered(outcome());
    }

    /** One host serves both, and is good enough for one. */
    @Test
    void domainsThatShareAHostAreJudgedEachByItsOwnPolicy() throws InterruptedException {
        bench.policy("strict.test", Mode.ENFORCE, "mx.sink.test");
        bench.policy("stricter.test", Mode.ENFORCE, "mx.stricter.test");
        bench.sink.tls(STRANGER.context());
        DeliveryReport report =
                bench.deliver(attempt().to("a@open.test", "b@strict.test", "c@stricter.test"));

        assertDelivered(of(report, "a@open.test"));
        assertDeferred(of(report, "b@strict.test"), "4.7.5", Blame.RECIPIENT);
        assertDeferred(of(report, "c@stricter.test"), "4.7.5", Blame.RECIPIENT);
        assertThat(bench.sink.awaitMessages(1).getFirst().recipients())
                .containsExactly("a@open.test");
    }

    @Test
    void domainsWithTheSamePolicyShareATransaction() throws InterruptedException {
        bench.policy("one.test", Mode.ENFORCE, "mx.sink.test");
        bench.policy("two.test", Mode.ENFORCE, "mx.sink.test");
        bench.deliver(attempt().to("a@one.test", "b@two.test"));

        assertThat(bench.sink.awaitMessages(1).getFirst().recipients())
                .containsExactly("a@one.test", "b@two.test");
    }

    /** What was checked for one domain is good for each that names the host, and for no other. */
    @Test
    void aConnectionIsSharedWhereBothPoliciesNameTheHost() throws InterruptedException {
        bench.policy("one.test", Mode.ENFORCE, "mx.sink.test");
        bench.policy("two.test", Mode.ENFORCE, "*.sink.test");
        bench.policy("three.test", Mode.ENFORCE, "mx.three.test");
        bench.reuse(new Reuse(Duration.ofSeconds(30), 100, Duration.ofMinutes(5)));
        SmtpTransport transport = bench.transport();
        SmtpBench.deliver(transport, attempt().to("a@one.test"));
        SmtpBench.deliver(transport, attempt().to("b@two.test"));
        DeliveryReport report = SmtpBench.deliver(transport, attempt().to("c@three.test"));

        assertDeferred(of(report, "c@three.test"), "4.7.5", Blame.RECIPIENT);
        assertThat(bench.sink.awaitMessages(2)).hasSize(2);
        assertThat(bench.sink.sessions()).hasSize(1);
        transport.close();
    }

    @Test
    void aSessionTakenOnFaithIsNotUsedForADomainThatEnforces() throws InterruptedException {
        bench.policy("strict.test", Mode.ENFORCE, "mx.sink.test");
        bench.sink.tls(STRANGER.context());
        bench.reuse(new Reuse(Duration.ofSeconds(30), 100, Duration.ofMinutes(5)));
        SmtpTransport transport = bench.transport();
        SmtpBench.deliver(transport, attempt().to("a@open.test"));
        DeliveryReport report = SmtpBench.deliver(transport, attempt().to("b@strict.test"));

        assertDeferred(of(report, "b@strict.test"), "4.7.5", Blame.RECIPIENT);
        transport.close();
    }

    /** RFC 8461 section 3.4: the policy of the smart host, not that of the recipient. */
    @Test
    void atASmartHostItsOwnPolicyCounts() throws InterruptedException {
        bench.policy("example.test", Mode.ENFORCE, "mx.example.test");
        assertDelivered(bench.outcome(attempt(NextHop.Source.CONFIGURED)));

        bench.policy("mx.sink.test", Mode.ENFORCE, "other.test");
        assertDeferred(bench.outcome(attempt(NextHop.Source.CONFIGURED)), "4.7.5", Blame.RECIPIENT);
    }

    /** RFC 8461 section 2: where there are TLSA records, they decide. */
    @Test
    void daneComesFirst() throws Exception {
        bench.policy("example.test", Mode.ENFORCE, "mx.example.test");
        bench.name(
                "mx.sink.test",
                new DnsAnswer.Found<>(List.of(InetAddress.ofLiteral("127.0.0.1")), true));
        bench.sink.tls(STRANGER.context());
        byte[] key = STRANGER.certificate().getPublicKey().getEncoded();
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        bench.tlsa(new DnsAnswer.Found<>(List.of(new TlsaRecord(3, 1, 1, digest)), true));
        assertDelivered(bench.outcome(attempt(NextHop.Source.AUTHENTICATED_DNS)));

        bench.policy("example.test", Mode.ENFORCE, "mx.sink.test");
        bench.sink.tls(GOOD);
        assertDeferred(
                bench.outcome(attempt(NextHop.Source.AUTHENTICATED_DNS)),
                "4.7.10",
                Blame.DESTINATION);
    }

    @Test
    void neverMeansThatPoliciesAreNotKeptTo() throws InterruptedException {
        bench.policy("example.test", Mode.ENFORCE, "mx.example.test");
        bench.withoutMtaSts();
        assertDelivered(outcome());

        bench.tls(TlsLevel.NONE);
        assertDelivered(outcome());
    }

    @Test
    void levelMtaStsDefersWhereThereIsNoPolicyAndEnforcesTesting() throws InterruptedException {
        bench.withoutMtaSts();
        TestAttempt attempt = attempt().tls(TlsLevel.MTA_STS);
        assertDeferred(bench.outcome(attempt), "4.7.10", Blame.RECIPIENT);

        bench.policy("example.test", Mode.TESTING, "mx.sink.test");
        assertDelivered(bench.outcome(attempt));
        bench.policy("example.test", Mode.TESTING, "mx.example.test");
        assertDeferred(bench.outcome(attempt), "4.7.5", Blame.RECIPIENT);
    }

    @Test
    void anInternationalDomainIsAskedForInALabels() throws InterruptedException {
        bench.policy("xn--bcher-kva.test", Mode.ENFORCE, "mx.other.test");

        assertDeferred(bench.outcome(attempt().to("a@b\u00fccher.test")), "4.7.5", Blame.RECIPIENT);
    }
}
