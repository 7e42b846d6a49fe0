// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static io.postern.testkit.SinkAction.reply;
import static io.postern.transport.smtp.SmtpBench.assertDeferred;
import static io.postern.transport.smtp.SmtpBench.assertDelivered;
import static io.postern.transport.smtp.SmtpBench.assertFailed;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.TlsaRecord;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.MailOptions.Returned;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.TlsLevel;
import io.postern.testkit.Stage;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestCertificate;
import io.postern.testkit.TestCertificates;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/** RFC 7672: the host's TLSA records say which certificate it has. */
@Timeout(60)
class DaneIT {
    private static final TestCertificates AUTHORITY = TestCertificates.authority("dane CA");
    private static final TestCertificates BETWEEN = AUTHORITY.intermediate("dane between");
    private static final TestCertificate OWN = TestCertificates.selfSigned("whoever.test");
    private static final TestCertificate ISSUED = BETWEEN.server("mx.sink.test");
    private static final TestCertificate EXPIRED = BETWEEN.expired().server("mx.sink.test");
    private static final TestCertificate MISNAMED = BETWEEN.server("other.sink.test");
    private static final X509Certificate ANCHOR = ISSUED.chain().get(1);

    private final SmtpBench bench = new SmtpBench();

    @BeforeEach
    void signedZone() {
        bench.name("mx.sink.test", addresses(true));
        bench.sink.tls(OWN.context());
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static DnsAnswer<InetAddress> addresses(boolean authenticated) {
        return new DnsAnswer.Found<>(List.of(InetAddress.ofLiteral("127.0.0.1")), authenticated);
    }

    private static String data(X509Certificate certificate, int selector, int matching)
            throws Exception {
        byte[] octets =
                selector == 0 ? certificate.getEncoded() : certificate.getPublicKey().getEncoded();
        byte[] matched =
                switch (matching) {
                    case 1 -> MessageDigest.getInstance("SHA-256").digest(octets);
                    case 2 -> MessageDigest.getInstance("SHA-512").digest(octets);
                    default -> octets;
                };
        return HexFormat.of().formatHex(matched);
    }

    private static TlsaRecord record(int usage, int selector, int matching, X509Certificate of)
            throws Exception {
        return new TlsaRecord(usage, selector, matching, data(of, selector, matching));
    }

    private void publish(TlsaRecord... records) {
        bench.tlsa(new DnsAnswer.Found<>(List.of(records), true));
    }

    private DeliveryOutcome outcome(NextHop.Source source) throws InterruptedException {
        return bench.outcome(attempt(source));
    }

    private TestAttempt attempt(NextHop.Source source) {
        return bench.attempt().via(new NextHop("mx.sink.test", bench.sink.port(), 10, source));
    }

    private DeliveryOutcome outcome() throws InterruptedException {
        return outcome(NextHop.Source.AUTHENTICATED_DNS);
    }

    /** RFC 7672 section 3.1.1: neither name, issuer nor dates count. */
    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1", "0, 2", "1, 0", "1, 1", "1, 2"})
    void daneEeTakesTheCertificateNamed(int selector, int matching) throws Exception {
        publish(record(3, selector, matching, OWN.certificate()));

        assertDelivered(outcome());
        assertThat(bench.sink.awaitMessages(1).getFirst().inTls()).isTrue();
    }

    @Test
    void daneEeTakesAnExpiredOne() throws Exception {
        bench.sink.tls(EXPIRED.context());
        publish(record(3, 1, 1, EXPIRED.certificate()));

        assertDelivered(outcome());
    }

    /** RFC 7672 section 3.1.2. */
    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1", "0, 2", "1, 1", "1, 2"})
    void daneTaTakesWhatTheAuthorityIssued(int selector, int matching) throws Exception {
        bench.sink.tls(ISSUED.context());
        publish(record(2, selector, matching, ANCHOR));

        assertDelivered(outcome());
    }

    @Test
    void daneTaWantsNameAndDates() throws Exception {
        publish(record(2, 1, 1, ANCHOR));
        for (TestCertificate wrong : List.of(MISNAMED, EXPIRED)) {
            bench.sink.tls(wrong.context());
            assertDeferred(outcome(), "4.7.10", Blame.DESTINATION);
        }
        assertThat(bench.sink.messages()).isEmpty();
    }

    @Test
    void anotherCertificateDefersAndNothingGoesInClear() throws Exception {
        publish(record(3, 1, 1, ISSUED.certificate()));

        assertDeferred(outcome(), "4.7.10", Blame.DESTINATION);
        assertThat(bench.sink.awaitSessions(1).getFirst().verbs())
                .containsExactly("EHLO", "STARTTLS");
    }

    /** A key is rolled over by two records (RFC 7671 section 8.1). */
    @Test
    void oneOfSeveralRecordsIsEnough() throws Exception {
        publish(record(3, 1, 1, ISSUED.certificate()), record(3, 1, 1, OWN.certificate()));

        assertDelivered(outcome());
    }

    /** RFC 7672 section 2.2: a host that has records does TLS. */
    @Test
    void strippedStarttlsDefers() throws Exception {
        publish(record(3, 1, 1, OWN.certificate()));
        bench.sink.at(Stage.EHLO).does(reply("250 sink.test"));

        assertDeferred(outcome(), "4.7.10", Blame.DESTINATION);
    }

    /** RFC 7672 section 2.2: encrypted, and nobody looks at the certificate. */
    @ParameterizedTest
    @CsvSource({"0, 0, 1, 64", "1, 1, 1, 64", "3, 2, 1, 64", "3, 1, 3, 64", "3, 1, 1, 62"})
    void unusableRecordsWantTlsWithAnyCertificate(int usage, int selector, int matching, int digits)
            throws Exception {
        publish(new TlsaRecord(usage, selector, matching, "a".repeat(digits)));

        assertDelivered(outcome());
        assertThat(bench.sink.awaitMessages(1).getFirst().inTls()).isTrue();
        bench.sink.at(Stage.EHLO).does(reply("250 sink.test"));
        assertDeferred(outcome(), "4.7.10", Blame.DESTINATION);
    }

    /** RFC 7672 section 2.1.2: who can hinder the answer can't switch DANE off. */
    @Test
    void anUnknownTlsaAnswerDefersTheHost() throws Exception {
        bench.tlsa(new DnsAnswer.Unknown<>("SERVFAIL"));

        assertDeferred(outcome(), "4.4.3", Blame.DESTINATION);
        assertThat(bench.sink.sessions()).isEmpty();
    }

    /** RFC 7672 section 2.2.1. */
    @Test
    void recordsCountOnlyWhereTheWholeWayIsAuthenticated() throws Exception {
        TlsaRecord wrong = record(3, 1, 1, ISSUED.certificate());
        publish(wrong);
        assertDelivered(outcome(NextHop.Source.DNS));

        bench.tlsa(new DnsAnswer.Found<>(List.of(wrong), false));
        assertDelivered(outcome());

        publish(wrong);
        bench.name("mx.sink.test", addresses(false));
        assertDelivered(outcome());
    }

    /** RFC 7672 section 2.2.2: a host that the operator names. */
    @Test
    void aConfiguredHostIsAuthenticatedByItsOwnZone() throws Exception {
        publish(record(3, 1, 1, ISSUED.certificate()));

        assertDeferred(outcome(NextHop.Source.CONFIGURED), "4.7.10", Blame.DESTINATION);
    }

    @Test
    void levelDaneDefersWhereThereIsNone() throws Exception {
        bench.tls(TlsLevel.DANE);
        bench.tlsa(new DnsAnswer.NoRecord<>(true));
        assertDeferred(outcome(), "4.7.10", Blame.DESTINATION);

        publish(record(3, 1, 1, OWN.certificate()));
        assertDeferred(outcome(NextHop.Source.DNS), "4.7.10", Blame.DESTINATION);
        assertDelivered(outcome());
    }

    /** RFC 8689 section 4.2.1: DANE authenticates as well as PKIX does. */
    @Test
    void requireTlsIsMetByDane() throws Exception {
        bench.sink.keywordsInTls("REQUIRETLS");
        MailOptions strict = new MailOptions(BodyType.SEVEN_BIT, false, true, Returned.UNSAID, "");
        TestAttempt attempt = attempt(NextHop.Source.AUTHENTICATED_DNS).options(strict);
        publish(record(3, 1, 1, OWN.certificate()));
        assertDelivered(bench.outcome(attempt));

        publish(record(3, 1, 1, ISSUED.certificate()));
        assertFailed(bench.outcome(attempt), "5.7.10");
    }
}
