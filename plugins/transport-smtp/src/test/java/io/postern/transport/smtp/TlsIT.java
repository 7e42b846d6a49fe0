// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static io.postern.testkit.SinkAction.drop;
import static io.postern.testkit.SinkAction.handshake;
import static io.postern.testkit.SinkAction.octets;
import static io.postern.testkit.SinkAction.reply;
import static io.postern.testkit.SinkAction.silence;
import static io.postern.transport.smtp.SmtpBench.assertDeferred;
import static io.postern.transport.smtp.SmtpBench.assertDelivered;
import static io.postern.transport.smtp.SmtpBench.assertFailed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.MailOptions.Returned;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.TlsLevel;
import io.postern.testkit.SinkMessage;
import io.postern.testkit.SinkSession;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.Stage;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestCertificates;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;

@Timeout(60)
class TlsIT {
    private static final TestCertificates AUTHORITY = TestCertificates.authority("test CA");
    private static final SSLContext GOOD = AUTHORITY.server("mx.sink.test").context();
    private static final SSLContext WRONG_NAME = AUTHORITY.server("other.sink.test").context();
    private static final SSLContext EXPIRED = AUTHORITY.expired().server("mx.sink.test").context();
    private static final SSLContext STRANGER =
            TestCertificates.selfSigned("mx.sink.test").context();

    @TempDir private Path folder;
    private Path roots;
    private final SmtpBench bench = new SmtpBench();

    @BeforeEach
    void trust() {
        roots = AUTHORITY.writeRoot(folder.resolve("ca.pem"));
        bench.sink.tls(GOOD);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void offeredTlsIsUsedWithEhloAgain() throws InterruptedException {
        assertDelivered(bench.outcome(bench.attempt()));
        SinkSession session = bench.sink.awaitSessions(1).getFirst();

        assertThat(session.verbs())
                .containsExactly(
                        "EHLO", "STARTTLS", "EHLO", "MAIL", "RCPT", "RCPT", "DATA", "QUIT");
        assertThat(session.tls().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(session.tls().orElseThrow().getRequestedServerNames())
                .containsExactly(new SNIHostName("mx.sink.test"));
    }

    @Test
    void noneMeansNone() throws InterruptedException {
        bench.tls(TlsLevel.NONE);

        assertDelivered(bench.outcome(bench.attempt()));

        assertThat(bench.sink.awaitMessages(1).getFirst().inTls()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"OPPORTUNISTIC", "ENCRYPT"})
    void anyCertificateWillDoWhereTrustIsNotAskedFor(TlsLevel level) throws InterruptedException {
        bench.tls(level, roots);
        for (SSLContext context : List.of(STRANGER, WRONG_NAME, EXPIRED)) {
            bench.sink.tls(context);
            assertDelivered(bench.outcome(bench.attempt()));
        }

        assertThat(bench.sink.awaitMessages(3)).allMatch(SinkMessage::inTls);
    }

    @Test
    void verifyTakesATrustedCertificateForTheName() throws InterruptedException {
        bench.tls(TlsLevel.VERIFY, roots);

        assertDelivered(bench.outcome(bench.attempt()));

        assertThat(bench.sink.awaitMessages(1).getFirst().inTls()).isTrue();
    }

    @Test
    void verifyTakesACertificateForAnAddress() throws InterruptedException {
        bench.tls(TlsLevel.VERIFY, roots);
        bench.sink.tls(AUTHORITY.server("127.0.0.1").context());

        assertDelivered(bench.outcome(bench.attempt().via("127.0.0.1", bench.sink.port())));
    }

    @Test
    void verifyDefersWhatItCannotTrust() throws InterruptedException {
        bench.tls(TlsLevel.VERIFY, roots);
        for (SSLContext context : List.of(STRANGER, WRONG_NAME, EXPIRED)) {
            bench.sink.tls(context);
            assertDeferred(bench.outcome(bench.attempt()), "4.7.10", Blame.DESTINATION);
        }

        assertThat(bench.sink.messages()).isEmpty();
        assertThat(bench.sink.awaitSessions(3))
                .allSatisfy(s -> assertThat(s.verbs()).containsExactly("EHLO", "STARTTLS"));
    }

    @Test
    void trustTakenOnFaithIsNotRemembered() throws InterruptedException {
        bench.sink.tls(STRANGER);
        assertDelivered(bench.outcome(bench.attempt()));

        bench.tls(TlsLevel.VERIFY);
        assertDeferred(bench.outcome(bench.attempt()), "4.7.10", Blame.DESTINATION);
    }

    /** RELIABILITY C 40. */
    @ParameterizedTest
    @EnumSource(names = {"ENCRYPT", "VERIFY"})
    void neededTlsThatIsNotOfferedSendsNothing(TlsLevel level) throws InterruptedException {
        bench.tls(level, roots);
        bench.sink.at(Stage.EHLO).replies("250-sink.test\r\n250 SIZE");

        assertDeferred(bench.outcome(bench.attempt()), "4.7.10", Blame.DESTINATION);

        assertThat(bench.sink.awaitSessions(1).getFirst().verbs()).containsExactly("EHLO", "QUIT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"454 4.7.0 not now", "501 5.5.4 what?"})
    void refusedStartTlsMattersOnlyWhereItIsNeeded(String text) throws InterruptedException {
        bench.sink.at(Stage.STARTTLS).replies(text);
        assertDelivered(bench.outcome(bench.attempt()));
        assertThat(bench.sink.awaitMessages(1).getFirst().inTls()).isFalse();

        bench.tls(TlsLevel.ENCRYPT);
        assertDeferred(bench.outcome(bench.attempt()), "4.7.10", Blame.DESTINATION);
        assertThat(bench.sink.messages()).hasSize(1);
    }

    @Test
    void brokenHandshakeLeadsToANewConnectionInClear() throws InterruptedException {
        bench.sink.at(Stage.STARTTLS).does(reply("220 go"), octets("what?\r\n"), drop());

        assertDelivered(bench.outcome(bench.attempt()));

        assertThat(bench.sink.awaitSessions(2).getFirst().verbs())
                .containsExactly("EHLO", "STARTTLS");
        assertThat(bench.sink.messages().getFirst().inTls()).isFalse();
    }

    @Test
    void silentHandshakeTimesOut() throws InterruptedException {
        bench.timeouts(Duration.ofMillis(300));
        bench.sink.at(Stage.STARTTLS).does(reply("220 go"), silence());
        assertDelivered(bench.outcome(bench.attempt()));

        bench.tls(TlsLevel.ENCRYPT);
        assertDeferred(bench.outcome(bench.attempt()), "4.7.10", Blame.DESTINATION);
    }

    @Test
    void brokenHandshakeSendsNothingWhereTlsIsNeeded() throws InterruptedException {
        bench.tls(TlsLevel.ENCRYPT);
        bench.sink.at(Stage.STARTTLS).does(reply("220 go"), octets("what?\r\n"), drop());

        assertDeferred(bench.outcome(bench.attempt()), "4.7.10", Blame.DESTINATION);
        assertDeferred(bench.outcome(requireTls()), "4.7.10", Blame.MESSAGE);

        assertThat(bench.sink.awaitSessions(2))
                .allSatisfy(s -> assertThat(s.verbs()).containsExactly("EHLO", "STARTTLS"));
    }

    /** RELIABILITY C 3: octets in clear behind the 220 are nobody's reply. */
    @Test
    void injectedRepliesAreDropped() throws InterruptedException {
        bench.sink.keywordsInTls();
        bench.sink
                .at(Stage.STARTTLS)
                .does(
                        octets("220 go\r\n250-evil.test\r\n250-PIPELINING\r\n250 8BITMIME\r\n"),
                        handshake(GOOD));

        assertDelivered(bench.outcome(bench.attempt()));
        SinkMessage message = bench.sink.awaitMessages(1).getFirst();

        assertThat(message.inTls()).isTrue();
        assertThat(message.session().verbs()).startsWith("EHLO", "STARTTLS", "EHLO", "MAIL");
        assertThat(message.mailLine()).isEqualTo("MAIL FROM:<sender@client.test>");
        assertThat(message.session().ahead()).isEmpty();
    }

    @Test
    void whatWasOfferedInClearIsForgotten() throws InterruptedException {
        bench.sink.keywordsInTls();

        assertDelivered(bench.outcome(bench.attempt()));

        assertThat(bench.sink.awaitMessages(1).getFirst().mailLine())
                .isEqualTo("MAIL FROM:<sender@client.test>");
        assertThat(bench.sink.sessions().getFirst().ahead()).isEmpty();
    }

    @Test
    void largeMessagesPassToo() throws InterruptedException {
        TestMessage large = TestMessage.of("A: b\r\n\r\n" + ".line of it\r\n".repeat(300_000));

        assertDelivered(bench.outcome(bench.attempt().message(large)));

        assertThat(bench.sink.awaitMessages(1).getFirst().content()).isEqualTo(large.octets());
    }

    @Test
    void requireTlsIsPassedOn() throws InterruptedException {
        bench.tls(TlsLevel.NONE, roots);
        bench.sink.keywordsInTls("REQUIRETLS");

        assertDelivered(bench.outcome(requireTls()));
        SinkMessage message = bench.sink.awaitMessages(1).getFirst();

        assertThat(message.inTls()).isTrue();
        assertThat(message.mailParameters()).isEqualTo("REQUIRETLS");
    }

    @Test
    void requireTlsFailsWithoutTls() throws InterruptedException {
        bench.sink.at(Stage.EHLO).replies("250-sink.test\r\n250 REQUIRETLS");

        assertFailed(bench.outcome(requireTls()), "5.7.10");

        assertThat(bench.sink.awaitSessions(1).getFirst().verbs()).containsExactly("EHLO", "QUIT");
    }

    @Test
    void reportWithRequireTlsIsSentAllTheSame() throws InterruptedException {
        bench.sink.at(Stage.EHLO).replies("250 sink.test");

        assertDelivered(bench.outcome(requireTls().from("")));

        assertThat(bench.sink.awaitMessages(1).getFirst().mailParameters()).isEmpty();
    }

    @Test
    void requireTlsFailsWithoutTrust() throws InterruptedException {
        bench.tls(TlsLevel.OPPORTUNISTIC, roots);
        bench.sink.keywordsInTls("REQUIRETLS");
        for (SSLContext context : List.of(STRANGER, WRONG_NAME, EXPIRED)) {
            bench.sink.tls(context);
            assertFailed(bench.outcome(requireTls()), "5.7.10");
        }

        assertThat(bench.sink.messages()).isEmpty();
    }

    @Test
    void requireTlsFailsWhereTheHostDoesNotKnowIt() throws InterruptedException {
        bench.tls(TlsLevel.OPPORTUNISTIC, roots);

        assertFailed(bench.outcome(requireTls()), "5.7.30");

        assertThat(bench.sink.messages()).isEmpty();
    }

    @Test
    void requireTlsTriesTheNextHost() throws InterruptedException {
        bench.tls(TlsLevel.OPPORTUNISTIC, roots);
        bench.sink.keywordsInTls("REQUIRETLS");
        try (SmtpSink first = SmtpSink.start()) {
            TestAttempt attempt =
                    requireTls()
                            .via(
                                    new NextHop("mx.sink.test", first.port(), 0),
                                    new NextHop("mx.sink.test", bench.sink.port(), 10));
            assertDelivered(bench.outcome(attempt));
            assertThat(first.messages()).isEmpty();
        }
    }

    @Test
    void refusedStartTlsDefersWhatRequiresIt() throws InterruptedException {
        bench.sink.at(Stage.STARTTLS).replies("454 4.7.0 not now");

        assertDeferred(bench.outcome(requireTls()), "4.7.10", Blame.MESSAGE);
    }

    @Test
    void fileWithoutCertificatesIsRefused() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.pem"));

        assertThatThrownBy(() -> ClientTls.trusting(Optional.of(empty), true, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty.pem");
    }

    private TestAttempt requireTls() {
        return bench.attempt()
                .options(new MailOptions(BodyType.SEVEN_BIT, false, true, Returned.UNSAID, ""));
    }

    @Test
    void brokenTlsIsRememberedSoThatTheNextMessageGoesInClearAtOnce() throws InterruptedException {
        bench.sink.at(Stage.STARTTLS).does(reply("220 go"), drop());
        SmtpTransport transport = bench.transport();

        SmtpBench.deliver(transport, bench.attempt());
        SmtpBench.deliver(transport, bench.attempt());

        assertThat(bench.sink.awaitSessions(3).get(2).verbs()).doesNotContain("STARTTLS");
    }

    @Test
    void shapingMayAskForMoreTlsThanTheTransport() throws InterruptedException {
        bench.sink.tls(STRANGER);

        assertDeferred(
                bench.outcome(bench.attempt().tls(TlsLevel.VERIFY)), "4.7.10", Blame.DESTINATION);
    }
}
