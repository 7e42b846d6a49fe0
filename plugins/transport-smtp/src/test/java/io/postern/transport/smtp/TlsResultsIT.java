// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static io.postern.testkit.SinkAction.drop;
import static io.postern.testkit.SinkAction.reply;
import static io.postern.transport.smtp.SmtpBench.assertDeferred;
import static io.postern.transport.smtp.SmtpBench.assertDelivered;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.StsPolicy.Mode;
import io.postern.api.lookup.StsTrouble;
import io.postern.api.lookup.TlsaRecord;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.TlsLevel;
import io.postern.api.transport.TlsResult;
import io.postern.api.transport.TlsResult.Failure;
import io.postern.api.transport.TlsResult.PolicyType;
import io.postern.testkit.Stage;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestCertificate;
import io.postern.testkit.TestCertificates;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.SSLContext;

/** RFC 8460: what is told of each new session. */
@Timeout(60)
class TlsResultsIT {
    private static final TestCertificates AUTHORITY = TestCertificates.authority("rpt CA");
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

    private TestAttempt attempt(NextHop.Source source) {
        return bench.attempt().via(new NextHop("mx.sink.test", bench.sink.port(), 10, source));
    }

    private TlsResult result(TestAttempt attempt) throws InterruptedException {
        bench.results.clear();
        bench.outcome(attempt);
        assertThat(bench.results).hasSize(1);
        return bench.results.getFirst();
    }

    private TlsResult result() throws InterruptedException {
        return result(attempt(NextHop.Source.DNS));
    }

    private void assertFailure(PolicyType type, Failure failure) throws InterruptedException {
        TlsResult result = result();
        assertThat(result.policy().type()).as(result.toString()).isEqualTo(type);
        assertThat(result.failure()).as(result.toString()).isEqualTo(failure);
    }

    private void withoutStartTls() {
        bench.sink.at(Stage.EHLO).does(reply("250 sink.test"));
    }

    @Test
    void aSessionIsToldWithBothItsEnds() throws InterruptedException {
        bench.policy("example.test", Mode.ENFORCE, "*.sink.test");

        assertThat(result())
                .isEqualTo(
                        new TlsResult(
                                "example.test",
                                new TlsResult.Policy(
                                        PolicyType.STS,
                                        List.of(
                                                "version: STSv1",
                                                "mode: enforce",
                                                "mx: *.sink.test",
                                                "max_age: 86400"),
                                        List.of("*.sink.test")),
                                new TlsResult.Session("mx.sink.test", "127.0.0.1", "127.0.0.1"),
                                Failure.NONE,
                                ""));
    }

    @Test
    void eachFailureHasItsName() throws InterruptedException {
        for (Mode mode : List.of(Mode.ENFORCE, Mode.TESTING)) {
            bench.policy("example.test", mode, "*.sink.test");
            bench.sink.tls(WRONG_NAME);
            assertFailure(PolicyType.STS, Failure.CERTIFICATE_HOST_MISMATCH);
            bench.sink.tls(EXPIRED);
            assertFailure(PolicyType.STS, Failure.CERTIFICATE_EXPIRED);
            bench.sink.tls(STRANGER.context());
            assertFailure(PolicyType.STS, Failure.CERTIFICATE_NOT_TRUSTED);
            bench.policy("example.test", mode, "*.other.test");
            bench.sink.tls(GOOD);
            assertFailure(PolicyType.STS, Failure.VALIDATION_FAILURE);
        }
        bench.policy("example.test", Mode.ENFORCE, "*.sink.test");
        bench.sink.at(Stage.STARTTLS).does(reply("220 go"), drop());
        assertFailure(PolicyType.STS, Failure.VALIDATION_FAILURE);
        withoutStartTls();
        assertFailure(PolicyType.STS, Failure.STARTTLS_NOT_SUPPORTED);
    }

    /** A session whose certificate was seen before is resumed, and no better for that. */
    @Test
    void aResumedSessionKeepsTheDoubt() throws InterruptedException {
        bench.policy("example.test", Mode.TESTING, "*.sink.test");
        bench.sink.tls(STRANGER.context());
        SmtpTransport transport = bench.transport();
        for (int i = 0; i < 3; i++) {
            SmtpBench.deliver(transport, attempt(NextHop.Source.DNS));
        }

        assertThat(bench.results)
                .hasSize(3)
                .allMatch(result -> result.failure() == Failure.CERTIFICATE_NOT_TRUSTED);
    }

    @Test
    void withoutAPolicyOnlyTlsCounts() throws InterruptedException {
        bench.sink.tls(STRANGER.context());
        assertFailure(PolicyType.NO_POLICY_FOUND, Failure.NONE);
        withoutStartTls();
        assertFailure(PolicyType.NO_POLICY_FOUND, Failure.STARTTLS_NOT_SUPPORTED);
    }

    @Test
    void aPolicyThatCannotBeHadIsAFailureOfItsOwn() throws InterruptedException {
        bench.noPolicy("example.test", new StsTrouble(StsTrouble.Kind.FETCH, "HTTP status 404"));
        assertFailure(PolicyType.STS, Failure.STS_POLICY_FETCH_ERROR);
        bench.noPolicy("example.test", new StsTrouble(StsTrouble.Kind.CERTIFICATE, "expired"));
        assertFailure(PolicyType.STS, Failure.STS_WEBPKI_INVALID);
        bench.noPolicy("example.test", new StsTrouble(StsTrouble.Kind.INVALID, "no mx"));
        assertFailure(PolicyType.STS, Failure.STS_POLICY_INVALID);
    }

    @Test
    void tlsaRecordsAreAPolicyToo() throws Exception {
        bench.name(
                "mx.sink.test",
                new DnsAnswer.Found<>(List.of(InetAddress.ofLiteral("127.0.0.1")), true));
        bench.tlsa(new DnsAnswer.Found<>(List.of(new TlsaRecord(3, 1, 1, "ab".repeat(32))), true));
        TlsResult result = result(attempt(NextHop.Source.AUTHENTICATED_DNS));

        assertThat(result.policy().type()).isEqualTo(PolicyType.TLSA);
        assertThat(result.policy().lines()).containsExactly("3 1 1 " + "ab".repeat(32));
        assertThat(result.failure()).isEqualTo(Failure.VALIDATION_FAILURE);

        bench.tlsa(new DnsAnswer.Unknown<>("SERVFAIL"));
        assertThat(result(attempt(NextHop.Source.AUTHENTICATED_DNS)).failure())
                .isEqualTo(Failure.DNSSEC_INVALID);
    }

    @Test
    void eachDomainOfASessionIsTold() throws InterruptedException {
        bench.policy("one.test", Mode.ENFORCE, "*.sink.test");
        bench.deliver(attempt(NextHop.Source.DNS).to("a@one.test", "b@two.test", "c@three.test"));

        assertThat(bench.results)
                .extracting(TlsResult::domain)
                .containsExactlyInAnyOrder("one.test", "two.test", "three.test");
        assertThat(bench.sink.awaitSessions(2)).hasSize(2);
    }

    @Test
    void whatNeverCameToTlsIsNotTold() throws InterruptedException {
        bench.sink.at(Stage.GREETING).does(reply("554 no"), drop());
        bench.outcome(attempt(NextHop.Source.DNS));
        bench.sink.at(Stage.GREETING).does(drop());
        bench.outcome(attempt(NextHop.Source.DNS));
        assertThat(bench.results).isEmpty();

        bench.tls(TlsLevel.NONE);
        bench.outcome(attempt(NextHop.Source.DNS));
        assertThat(bench.results).isEmpty();
    }

    @Test
    void aSessionThatIsUsedAgainIsToldOnce() throws InterruptedException {
        bench.reuse(new Reuse(Duration.ofSeconds(30), 100, Duration.ofMinutes(5)));
        SmtpTransport transport = bench.transport();
        SmtpBench.deliver(transport, attempt(NextHop.Source.DNS));
        SmtpBench.deliver(transport, attempt(NextHop.Source.DNS));

        assertThat(bench.results).hasSize(1);
        transport.close();
    }

    /** RFC 8689 section 5, and RFC 8460 section 5.3 for the reports themselves. */
    @Test
    void whoWaivesTlsIsHeldToNoPolicyOfTheRecipient() throws InterruptedException {
        bench.policy("example.test", Mode.ENFORCE, "*.other.test");
        TestAttempt waived =
                attempt(NextHop.Source.DNS)
                        .message(TestMessage.of("TLS-Required: No\r\n\r\nreport\r\n"));
        assertDelivered(bench.outcome(waived));

        bench.policy("example.test", Mode.ENFORCE, "*.sink.test");
        withoutStartTls();
        assertDelivered(bench.outcome(waived));
        assertDeferred(bench.outcome(waived.tls(TlsLevel.ENCRYPT)), "4.7.10", Blame.DESTINATION);
        assertDeferred(bench.outcome(waived.tls(TlsLevel.MTA_STS)), "4.7.10", Blame.RECIPIENT);
    }
}
