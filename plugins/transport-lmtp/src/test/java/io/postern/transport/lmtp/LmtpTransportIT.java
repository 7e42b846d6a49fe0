// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.lmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.MxRecord;
import io.postern.api.lookup.TlsaRecord;
import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.MailOptions.Returned;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.ConnectionLeave;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.DeliveryOutcome.Delivered;
import io.postern.api.transport.DeliveryOutcome.Failed;
import io.postern.api.transport.DeliveryOutcome.Reach;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Transport;
import io.postern.testkit.Addresses;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestMessage;
import io.postern.testkit.TransportContract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

@Timeout(60)
class LmtpTransportIT implements TransportContract {
    private static final Recipient ALICE = Addresses.recipient("alice@example.test");
    private static final Recipient BOB = Addresses.recipient("bob@example.test");

    private LmtpSink sink;
    private Duration patience = Duration.ofSeconds(10);

    @BeforeEach
    void start() throws IOException {
        sink = LmtpSink.tcp();
    }

    @AfterEach
    void stop() throws IOException {
        sink.close();
    }

    @Override
    public Transport transport() {
        return transport(new Places.OfRouter());
    }

    private Transport transport(Places places) {
        return new LmtpTransport(new Names(), places, Timeouts.all(patience));
    }

    @Override
    public TestAttempt attempt() {
        return TestAttempt.of(TestMessage.saying("hello"))
                .to(List.of(ALICE, BOB))
                .via("127.0.0.1", sink.port());
    }

    @Override
    public void arrivedFor(Collection<Recipient> recipients) {
        assertThat(sink.taken).hasSize(1);
        assertThat(sink.taken.getFirst().recipients())
                .containsExactlyInAnyOrderElementsOf(
                        recipients.stream().map(Recipient::toString).toList());
    }

    private Map<Recipient, DeliveryOutcome> deliver(TestAttempt attempt)
            throws InterruptedException {
        return transport().deliver(attempt).outcomes();
    }

    private static void assertDeferred(DeliveryOutcome outcome, String code, Blame blame) {
        assertThat(outcome).isInstanceOf(Deferred.class);
        assertThat(outcome.status().code()).isEqualTo(code);
        assertThat(((Deferred) outcome).blame()).isEqualTo(blame);
    }

    private static void assertFailed(DeliveryOutcome outcome, String code) {
        assertThat(outcome).isInstanceOf(Failed.class);
        assertThat(outcome.status().code()).isEqualTo(code);
    }

    @Test
    void saysWhatLmtpSays() throws InterruptedException {
        deliver(attempt());

        assertThat(List.copyOf(sink.commands).subList(0, 5))
                .containsExactly(
                        "LHLO mx.postern.test",
                        "MAIL FROM:<sender@client.test> SIZE=24",
                        "RCPT TO:<alice@example.test>",
                        "RCPT TO:<bob@example.test>",
                        "DATA");
        assertThat(sink.taken.getFirst().text()).isEqualTo("Subject: test\r\n\r\nhello\r\n");
    }

    @Test
    void eachRecipientHasAnOutcomeOfItsOwnAtTheEnd() throws InterruptedException {
        sink.says("END alice", "552 5.2.2 mailbox full");
        Recipient carol = Addresses.recipient("carol@example.test");
        sink.says("END carol", "450 4.2.0 locked");

        Map<Recipient, DeliveryOutcome> outcomes =
                deliver(attempt().to(List.of(ALICE, BOB, carol)));

        assertFailed(outcomes.get(ALICE), "5.2.2");
        assertDeferred(outcomes.get(carol), "4.2.0", Blame.RECIPIENT);
        assertThat(outcomes.get(BOB))
                .isInstanceOfSatisfying(
                        Delivered.class,
                        delivered -> {
                            assertThat(delivered.reach()).isEqualTo(Reach.MAILBOX);
                            assertThat(delivered.status().text()).isEqualTo("saved");
                            assertThat(delivered.peer().host()).isEqualTo("127.0.0.1");
                        });
    }

    @Test
    void refusedRecipientsTakeNoReplyAtTheEnd() throws InterruptedException {
        sink.says("RCPT TO:<alice", "550 5.1.1 no such user");

        Map<Recipient, DeliveryOutcome> outcomes = deliver(attempt());

        assertFailed(outcomes.get(ALICE), "5.1.1");
        assertThat(outcomes.get(BOB)).isInstanceOf(Delivered.class);
    }

    @Test
    void noDataWhereNobodyIsTaken() throws InterruptedException {
        sink.says("RCPT", "550 5.1.1 no such user");

        assertFailed(deliver(attempt()).get(BOB), "5.1.1");
        assertThat(sink.commands).doesNotContain("DATA");
    }

    @Test
    void outcomesThatCameStandWhenTheConnectionIsLost() throws InterruptedException {
        sink.says("END bob", "");

        Map<Recipient, DeliveryOutcome> outcomes = deliver(attempt());

        assertThat(outcomes.get(ALICE)).isInstanceOf(Delivered.class);
        assertDeferred(outcomes.get(BOB), "4.4.2", Blame.MESSAGE);
        assertThat(((Deferred) outcomes.get(BOB)).doubtful()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GREETING", "LHLO", "MAIL", "RCPT", "DATA"})
    void connectionLostInTheEnvelopeBlamesTheDestination(String stage) throws InterruptedException {
        sink.says(stage, "");

        Map<Recipient, DeliveryOutcome> outcomes = deliver(attempt());

        assertDeferred(outcomes.get(ALICE), "4.4.2", Blame.DESTINATION);
        assertThat(((Deferred) outcomes.get(ALICE)).doubtful()).isFalse();
    }

    @Test
    void aServerThatWantsNobodyIsTriedLater() throws InterruptedException {
        sink.says("LHLO", "550 5.7.1 go away");

        assertDeferred(deliver(attempt()).get(ALICE), "4.7.1", Blame.DESTINATION);
    }

    @Test
    void aRefusedSenderIsForAll() throws InterruptedException {
        sink.says("MAIL", "550 5.1.8 not you");

        assertFailed(deliver(attempt()).get(BOB), "5.1.8");
    }

    @Test
    void withoutPipeliningEachCommandWaits() throws InterruptedException {
        sink.keywords = List.of();

        assertThat(deliver(attempt()).values()).hasOnlyElementsOfType(Delivered.class);
        assertThat(sink.commands.get(1)).isEqualTo("MAIL FROM:<sender@client.test>");
    }

    @Test
    void moreThanAServerTakesAtOnceGoInSeveralTransactions() throws InterruptedException {
        sink.recipientLimit = 100;
        List<Recipient> many =
                IntStream.range(0, 250)
                        .mapToObj(i -> Addresses.recipient("u" + i + "@example.test"))
                        .toList();

        assertThat(deliver(attempt().to(many)).values())
                .hasSize(250)
                .hasOnlyElementsOfType(Delivered.class);
        assertThat(sink.taken).hasSize(3);
    }

    @Test
    void eightBitsNeedTheExtension() throws InterruptedException {
        TestAttempt attempt = TestAttempt.of(TestMessage.saying("ä")).via("127.0.0.1", sink.port());

        assertThat(deliver(attempt).values()).hasOnlyElementsOfType(Delivered.class);
        assertThat(sink.commands.get(1)).endsWith("BODY=8BITMIME");
        sink.keywords = List.of("PIPELINING");
        assertFailed(deliver(attempt).get(ALICE), "5.6.3");
    }

    @Test
    void largerThanTheLimitFails() throws InterruptedException {
        sink.keywords = List.of("SIZE 10");

        assertFailed(deliver(attempt()).get(ALICE), "5.3.4");
    }

    @Test
    void aServerWithNotificationsIsToldOfThem() throws InterruptedException {
        sink.keywords = List.of("DSN");
        Recipient asking =
                new Recipient(
                        ALICE.mailbox(),
                        ALICE.mailbox(),
                        new DsnRequest(Set.of(DsnRequest.Notify.SUCCESS), ""));

        DeliveryOutcome outcome =
                deliver(
                                attempt()
                                        .to(List.of(asking))
                                        .options(
                                                new MailOptions(
                                                        BodyType.SEVEN_BIT,
                                                        false,
                                                        false,
                                                        Returned.HEADERS,
                                                        "e1")))
                        .get(asking);

        assertThat(((Delivered) outcome).reach()).isEqualTo(Reach.PASSED_ON);
        assertThat(sink.commands.get(1)).contains("RET=HDRS ENVID=e1");
        assertThat(sink.commands.get(2)).endsWith("NOTIFY=SUCCESS");
    }

    @Test
    void dotsAreStuffedAndALongMessageIsWhole() throws InterruptedException {
        String body = ".\r\n..x\r\n" + "0123456789abcdef\r\n".repeat(100_000);
        TestAttempt attempt = attempt().message(TestMessage.of("Subject: x\r\n\r\n" + body));

        deliver(attempt);

        assertThat(sink.taken.getFirst().text()).isEqualTo("Subject: x\r\n\r\n" + body);
    }

    @Test
    void aSilentServerIsLeftInTime() throws InterruptedException {
        patience = Duration.ofMillis(200);
        sink.says("GREETING", "220-");

        DeliveryOutcome outcome = deliver(attempt()).get(ALICE);

        assertDeferred(outcome, "4.4.2", Blame.DESTINATION);
        assertThat(outcome.status().text()).contains("timed out");
    }

    @Test
    void aServerThatIsDownLeavesTheNext() throws InterruptedException {
        int closed = SmtpSink.closedPort();
        TestAttempt attempt =
                attempt()
                        .via(
                                new NextHop("127.0.0.1", closed, 0),
                                new NextHop("mail.sink.test", sink.port(), 1));

        assertThat(deliver(attempt).values()).hasOnlyElementsOfType(Delivered.class);
        assertDeferred(
                deliver(attempt().via("127.0.0.1", closed)).get(ALICE), "4.4.1", Blame.DESTINATION);
    }

    @Test
    void withoutAnyHostMailWaits() throws InterruptedException {
        assertDeferred(deliver(attempt().via()).get(ALICE), "4.3.5", Blame.DESTINATION);
        assertDeferred(
                deliver(attempt().via("nowhere.test", 24)).get(ALICE), "4.4.4", Blame.DESTINATION);
    }

    @Test
    void asksLeaveToConnect() throws InterruptedException {
        TestAttempt attempt =
                attempt()
                        .connecting(
                                () ->
                                        new ConnectionLeave.Refused(
                                                new Status.Transient(4, 5, "too fast")));

        assertDeferred(deliver(attempt).get(ALICE), "4.4.5", Blame.DESTINATION);
        assertThat(sink.commands).isEmpty();
    }

    @Test
    void whatTheServerSaysIsCutAndEscaped() throws InterruptedException {
        sink.says("END", "550 5.1.1 a\u0007b\u001b[2Jc\u202e");

        assertThat(deliver(attempt()).get(ALICE).status().text()).matches("[ -~]*").startsWith("a");
    }

    @Test
    void speaksOverAUnixSocket(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("lmtp");
        try (LmtpSink local = LmtpSink.unix(path)) {
            Transport transport = transport(new Places.Socket(UnixDomainSocketAddress.of(path)));

            DeliveryReport report = transport.deliver(attempt().via());

            assertThat(report.outcomes().values()).hasOnlyElementsOfType(Delivered.class);
            assertThat(local.taken.getFirst().recipients()).hasSize(2);
        }
    }

    @Test
    void aMissingSocketBlamesTheDestination(@TempDir Path folder) throws Exception {
        UnixDomainSocketAddress path = UnixDomainSocketAddress.of(folder.resolve("none"));

        assertDeferred(
                transport(new Places.Socket(path)).deliver(attempt()).outcomes().get(ALICE),
                "4.4.1",
                Blame.DESTINATION);
    }

    @Test
    void badOptionsAreRefusedByName() {
        assertRefused(Map.of("socket", "/run/lmtp", "host", "127.0.0.1:24"), "socket");
        assertRefused(Map.of("socket", "/" + "x".repeat(200)), "socket");
        assertRefused(Map.of("host", "mail.example.org"), "host");
        assertRefused(Map.of("host", "mail.example.org:lmtp"), "host");
        assertRefused(Map.of("host", "::1"), "host");
        new LmtpTransport(new Names(), options(Map.of("host", "[::1]:24")));
    }

    private static void assertRefused(Map<String, String> values, String key) {
        assertThatThrownBy(() -> new LmtpTransport(new Names(), options(values)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("lmtp transport: " + key + ": ");
    }

    private static LmtpTransport.Options options(Map<String, String> values) {
        return (LmtpTransport.Options)
                Proxy.newProxyInstance(
                        LmtpTransport.Options.class.getClassLoader(),
                        new Class<?>[] {LmtpTransport.Options.class},
                        (_, method, _) ->
                                values.getOrDefault(
                                        method.getName(), (String) method.getDefaultValue()));
    }

    private static final class Names implements DnsResolver {
        @Override
        public DnsAnswer<InetAddress> addresses(String host) {
            return host.equals("mail.sink.test")
                    ? new DnsAnswer.Found<>(List.of(InetAddress.ofLiteral("127.0.0.1")))
                    : new DnsAnswer.NoDomain<>();
        }

        @Override
        public DnsAnswer<MxRecord> mx(String domain) {
            throw new AssertionError();
        }

        @Override
        public DnsAnswer<String> txt(String name) {
            throw new AssertionError();
        }

        @Override
        public DnsAnswer<TlsaRecord> tlsa(String host, int port) {
            throw new AssertionError();
        }

        @Override
        public DnsAnswer<String> ptr(InetAddress address) {
            throw new AssertionError();
        }
    }
}
