// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static io.postern.transport.smtp.SmtpBench.assertDeferred;
import static io.postern.transport.smtp.SmtpBench.assertDelivered;
import static io.postern.transport.smtp.SmtpBench.assertFailed;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.DsnRequest.Notify;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.HeaderField;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.MailOptions.Returned;
import io.postern.api.mail.Message;
import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Delivered;
import io.postern.api.transport.DeliveryOutcome.Reach;
import io.postern.api.transport.DeliveryReport;
import io.postern.testkit.Addresses;
import io.postern.testkit.SinkMessage;
import io.postern.testkit.Stage;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** What a message asks for, and what hosts of different skills get of it. */
@Timeout(60)
class ExtensionsIT {
    private final SmtpBench bench = new SmtpBench();

    @AfterEach
    void close() {
        bench.close();
    }

    @Nested
    class Dsn {
        private final MailOptions options =
                new MailOptions(BodyType.SEVEN_BIT, false, false, Returned.FULL, "a+b c");
        private final Recipient alice =
                new Recipient(
                        Addresses.mailbox("alice@x.test"),
                        Addresses.mailbox("alice@x.test"),
                        new DsnRequest(
                                Set.of(Notify.FAILURE, Notify.SUCCESS), "rfc822;al@old.test"));

        @Test
        void isPassedOnToWhoKnowsIt() throws InterruptedException {
            bench.sink.keywords("PIPELINING", "DSN");
            Recipient never =
                    new Recipient(
                            Addresses.mailbox("bob@x.test"),
                            Addresses.mailbox("bob@x.test"),
                            new DsnRequest(Set.of(Notify.NEVER), ""));

            DeliveryOutcome outcome =
                    bench.outcome(bench.attempt().options(options).to(List.of(alice, never)));
            SinkMessage message = bench.sink.awaitMessages(1).getFirst();

            assertThat(((Delivered) outcome).reach()).isEqualTo(Reach.PASSED_ON);
            assertThat(message.mailParameters()).isEqualTo("RET=FULL ENVID=a+2Bb+20c");
            assertThat(message.rcptParameters())
                    .containsExactly(
                            "NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;al@old.test", "NOTIFY=NEVER");
        }

        @Test
        void staysBehindWhereItIsUnknown() throws InterruptedException {
            bench.sink.keywords("PIPELINING");

            DeliveryOutcome outcome =
                    bench.outcome(bench.attempt().options(options).to(List.of(alice)));
            SinkMessage message = bench.sink.awaitMessages(1).getFirst();

            assertThat(((Delivered) outcome).reach()).isEqualTo(Reach.RELAYED);
            assertThat(message.mailParameters()).isEmpty();
            assertThat(message.rcptParameters()).containsExactly("");
        }

        @Test
        void redirectedRecipientGetsItsOriginalAddress() throws InterruptedException {
            bench.sink.keywords("DSN", "SMTPUTF8", "8BITMIME");
            Recipient redirected =
                    Addresses.recipient("list@here.test")
                            .redirectedTo(Addresses.mailbox("bob@x.test"));
            Recipient utf8 =
                    Addresses.recipient("jörg@here.test")
                            .redirectedTo(Addresses.mailbox("jorg@x.test"));
            Recipient hasOne = alice.redirectedTo(Addresses.mailbox("carol@x.test"));

            assertDelivered(bench.outcome(bench.attempt().to(List.of(redirected, utf8, hasOne))));

            assertThat(bench.sink.awaitMessages(1).getFirst().rcptParameters())
                    .containsExactly(
                            "ORCPT=rfc822;list@here.test",
                            "ORCPT=utf-8;j\\x{F6}rg@here.test",
                            "NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;al@old.test");
        }
    }

    @Nested
    class Utf8 {
        private final MailOptions declared =
                new MailOptions(BodyType.EIGHT_BIT_MIME, true, false, Returned.UNSAID, "");

        @Test
        void isPassedOnToWhoKnowsIt() throws InterruptedException {
            bench.sink.keywords("SMTPUTF8", "8BITMIME");
            TestMessage message = TestMessage.of("Subject: grüße\r\n\r\nx\r\n");

            assertDelivered(
                    bench.outcome(
                            bench.attempt()
                                    .options(declared)
                                    .from("böb@bücher.test")
                                    .to("δ@x.test")
                                    .message(message)));
            SinkMessage got = bench.sink.awaitMessages(1).getFirst();

            assertThat(got.mailParameters()).isEqualTo("BODY=8BITMIME SMTPUTF8");
            assertThat(utf8(got.reversePath())).isEqualTo("böb@bücher.test");
            assertThat(utf8(got.recipients().getFirst())).isEqualTo("δ@x.test");
            assertThat(got.content()).isEqualTo(message.octets());
        }

        @Test
        void isNotSaidToWhoDoesNotWhereNothingNeedsIt() throws InterruptedException {
            bench.sink.keywords("8BITMIME");

            assertDelivered(
                    bench.outcome(
                            bench.attempt()
                                    .options(declared)
                                    .message(TestMessage.saying("körper"))));

            assertThat(bench.sink.awaitMessages(1).getFirst().mailParameters())
                    .isEqualTo("BODY=8BITMIME");
        }

        @Test
        void domainsHaveAnotherSpelling() throws InterruptedException {
            bench.sink.keywords("8BITMIME");

            assertDelivered(
                    bench.outcome(
                            bench.attempt()
                                    .options(declared)
                                    .from("bob@bücher.test")
                                    .to("al@faß.bücher.test")));
            SinkMessage got = bench.sink.awaitMessages(1).getFirst();

            assertThat(got.reversePath()).isEqualTo("bob@xn--bcher-kva.test");
            assertThat(got.recipients()).containsExactly("al@xn--fa-hia.xn--bcher-kva.test");
            assertThat(got.mailParameters()).isEmpty();
        }

        @Test
        void localPartsHaveNone() throws InterruptedException {
            DeliveryReport report =
                    bench.deliver(bench.attempt().options(declared).to("δ@x.test", "d@x.test"));

            assertFailed(SmtpBench.of(report, "δ@x.test"), "5.6.7");
            assertDelivered(SmtpBench.of(report, "d@x.test"));
            assertFailed(
                    bench.outcome(bench.attempt().options(declared).from("δ@x.test")), "5.6.7");
        }

        @Test
        void headersHaveNone() throws InterruptedException {
            TestMessage message = TestMessage.of("Subject: grüße\r\n\r\nx\r\n");

            assertFailed(
                    bench.outcome(bench.attempt().options(declared).message(message)), "5.6.9");
            assertDelivered(bench.outcome(bench.attempt().message(message)));
        }

        @Test
        void redirectToSuchAnAddressNeedsItToo() throws InterruptedException {
            bench.sink.keywords("SMTPUTF8", "8BITMIME");

            assertDelivered(bench.outcome(bench.attempt().to("δ@x.test")));

            assertThat(bench.sink.awaitMessages(1).getFirst().mailParameters())
                    .isEqualTo("SMTPUTF8");
        }

        private String utf8(String octets) {
            return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }
    }

    @Nested
    class Binary {
        private final MailOptions declared = MailOptions.of(BodyType.BINARY_MIME);
        private final TestMessage binary =
                TestMessage.of("A: b\r\n\r\n\u0000\n.\n.\r\n\r\r\n.\r\nMAIL FROM:<evil@x>");

        @ParameterizedTest
        @ValueSource(strings = {"PIPELINING", "X-NONE"})
        void goesByChunkOctetByOctet(String more) throws InterruptedException {
            bench.sink.keywords("BINARYMIME", "CHUNKING", "SIZE", more);

            assertDelivered(bench.outcome(binary(binary)));
            SinkMessage got = bench.sink.awaitMessages(1).getFirst();

            assertThat(got.content()).isEqualTo(binary.octets());
            assertThat(got.mailParameters())
                    .isEqualTo("SIZE=" + binary.size() + " BODY=BINARYMIME");
            assertThat(bench.sink.awaitSessions(1).getFirst().verbs())
                    .containsExactly("EHLO", "MAIL", "RCPT", "RCPT", "BDAT", "QUIT");
        }

        @Test
        void largeOnesToo() throws InterruptedException {
            bench.sink.keywords("BINARYMIME", "CHUNKING");
            TestMessage large = TestMessage.of(new byte[1_000_003]);

            assertDelivered(bench.outcome(binary(large)));

            assertThat(bench.sink.awaitMessages(1).getFirst().content()).isEqualTo(large.octets());
        }

        @ParameterizedTest
        @ValueSource(strings = {"CHUNKING", "BINARYMIME", "8BITMIME"})
        void failsWhereItCannotGo(String offered) throws InterruptedException {
            bench.sink.keywords(offered);

            assertFailed(bench.outcome(binary(binary)), "5.6.3");

            assertThat(bench.sink.awaitSessions(1).getFirst().verbs())
                    .containsExactly("EHLO", "QUIT");
        }

        @Test
        void canBeForbidden() throws InterruptedException {
            bench.sink.keywords("BINARYMIME", "CHUNKING");
            bench.chunking(Chunking.NEVER);

            assertFailed(bench.outcome(binary(binary)), "5.6.3");
        }

        @Test
        void whatIsTextAfterAllGoesAsThat() throws InterruptedException {
            bench.sink.keywords("8BITMIME");

            assertDelivered(bench.outcome(binary(TestMessage.saying("hello"))));
            assertDelivered(bench.outcome(binary(TestMessage.saying("grüße"))));

            assertThat(bench.sink.awaitMessages(2))
                    .extracting(SinkMessage::mailParameters)
                    .containsExactly("", "BODY=8BITMIME");
        }

        @Test
        void chunkIsNotSentForNobody() throws InterruptedException {
            bench.sink.keywords("BINARYMIME", "CHUNKING", "PIPELINING");
            bench.sink.at(Stage.RCPT).replies("550 5.1.1 no");

            assertFailed(bench.outcome(binary(binary)), "5.1.1");

            assertThat(bench.sink.awaitSessions(1).getFirst().verbs()).doesNotContain("BDAT");
        }

        @Test
        void refusedChunkIsTheMessagesFault() throws InterruptedException {
            bench.sink.keywords("BINARYMIME", "CHUNKING");
            bench.sink.at(Stage.MESSAGE).nth(1).replies("451 4.7.1 later");
            bench.sink.at(Stage.MESSAGE).replies("554 5.6.0 no");

            assertDeferred(bench.outcome(binary(binary)), "4.7.1", Blame.MESSAGE);
            assertFailed(bench.outcome(binary(binary)), "5.6.0");
        }

        /** Neither cut nor filled up, and never whole to the host. */
        @ParameterizedTest
        @ValueSource(ints = {99, 101})
        void messageOfAnotherSizeIsUnreadable(int real) throws InterruptedException {
            bench.sink.keywords("BINARYMIME", "CHUNKING");
            TestAttempt attempt =
                    bench.attempt().options(declared).message(new Announced(100, real));

            assertDeferred(bench.outcome(attempt), "4.3.0", Blame.MESSAGE);
            bench.sink.awaitSessions(1);

            assertThat(bench.sink.messages()).isEmpty();
        }

        private TestAttempt binary(TestMessage message) {
            return bench.attempt().message(message).options(declared);
        }
    }

    /** A message that isn't as long as it says. */
    private record Announced(long size, int real) implements Message {
        @Override
        public List<HeaderField> headers() {
            return List.of();
        }

        @Override
        public boolean isEightBit() {
            return false;
        }

        @Override
        public InputStream content() throws IOException {
            return new ByteArrayInputStream(new byte[real]);
        }
    }
}
