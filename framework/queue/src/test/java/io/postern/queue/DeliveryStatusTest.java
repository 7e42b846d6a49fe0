// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.MailOptions.Returned;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.transport.Peer;
import io.postern.queue.Dsn.Action;
import io.postern.spool.SpooledMessage;
import io.postern.testkit.Addresses;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fields of message/delivery-status, rule by rule (RFC 3464 section 2, RFC 3461 section 6.3).
 */
class DeliveryStatusTest {
    private static final Instant ARRIVED = Instant.parse("2026-11-24T10:00:00Z");
    private static final Instant TRIED = Instant.parse("2026-11-24T11:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-11-29T10:00:00Z");
    private static final Peer REPLY = new Peer("mx.test", "550 5.1.1 no such user");
    private static final Recipient ANN = Addresses.recipient("ann@example.org");

    @Test
    void fieldsOfTheMessageComeFirstThenAGroupForEachRecipient() {
        Dsn dsn =
                new Dsn(
                        Action.FAILED,
                        List.of(about(ANN, REPLY), about(ANN, Peer.NONE)),
                        TRIED,
                        Instant.MAX);

        assertThat(text(dsn, "ID+1", false))
                .isEqualTo(
                        """
                        Original-Envelope-Id: ID+1
                        Reporting-MTA: dns; mx.postern.test
                        X-Postern-Queue-ID: M00001
                        Arrival-Date: Tue, 24 Nov 2026 10:00:00 +0000

                        Final-Recipient: rfc822; ann@example.org
                        Action: failed
                        Status: 5.1.1
                        Remote-MTA: dns; mx.test
                        Diagnostic-Code: smtp; 550 5.1.1 no such user
                        Last-Attempt-Date: Tue, 24 Nov 2026 11:00:00 +0000

                        Final-Recipient: rfc822; ann@example.org
                        Action: failed
                        Status: 5.1.1
                        Diagnostic-Code: x-postern; 5.1.1 no
                        Last-Attempt-Date: Tue, 24 Nov 2026 11:00:00 +0000
                        """);
    }

    /** RFC 3461 section 6.3: Original-Envelope-Id where there was an ENVID, and only there. */
    @Test
    void envelopeIdComesBackOnlyWhereOneWasGiven() {
        assertThat(text(of(about(ANN, REPLY)), "", false)).doesNotContain("Original-Envelope-Id");
    }

    /** RFC 3461 section 6.3: Original-Recipient where there was an ORCPT, and only there. */
    @ParameterizedTest
    @CsvSource({
        "'', false, ''",
        "rfc822;Ann+x@example.com, false, rfc822;Ann+x@example.com",
        "x400;/c=de/s=ann, false, x400;/c=de/s=ann",
        "utf-8;grüße@example.com, false, utf-8;gr\\x{FC}\\x{DF}e@example.com",
        "utf-8;grüße@example.com, true, utf-8;grüße@example.com",
    })
    void originalRecipientIsWhatOrcptSaid(String orcpt, boolean utf8, String written) {
        Mailbox ann = Addresses.mailbox("ann@example.org");
        Recipient recipient =
                new Recipient(
                        ann,
                        Addresses.mailbox("alias@example.org"),
                        new DsnRequest(Set.of(), orcpt));

        String text = text(of(about(recipient, REPLY)), "", utf8);

        assertThat(text).contains("Final-Recipient: rfc822; ann@example.org\n");
        if (written.isEmpty()) {
            assertThat(text).doesNotContain("Original-Recipient");
        } else {
            assertThat(text).contains("\nOriginal-Recipient: " + written + "\n");
        }
    }

    /** RFC 6533 section 3: the type and form of an address beyond US-ASCII. */
    @ParameterizedTest
    @CsvSource({
        "ann, false, rfc822; ann@example.org",
        "grüße, false, utf-8; gr\\x{FC}\\x{DF}e@example.org",
        "grüße, true, utf-8; grüße@example.org",
    })
    void finalRecipientHasTheTypeOfItsAddress(String name, boolean utf8, String written) {
        Recipient recipient = Recipient.of(Mailbox.of(name, "example.org"));

        assertThat(text(of(about(recipient, REPLY)), "", utf8))
                .contains("\nFinal-Recipient: " + written + "\n");
    }

    /** RFC 3464 section 2.3.5, and section 2.1.2 for the form of an address. */
    @ParameterizedTest
    @CsvSource({
        "mx.test, mx.test",
        "192.0.2.1, [192.0.2.1]",
        "2001:db8::1, [2001:db8::1]",
        "1.2.3.example, 1.2.3.example",
    })
    void remoteMtaIsANameOrAnAddressInBrackets(String host, String written) {
        assertThat(text(of(about(ANN, new Peer(host, "550 no"))), "", false))
                .contains("\nRemote-MTA: dns; " + written + "\n");
    }

    /** RFC 3464 section 2.3.9: Will-Retry-Until is for delayed recipients. */
    @Test
    void onlyWhoIsStillTriedHasATimeUntilWhen() {
        for (Action action : Action.values()) {
            boolean delayed = action == Action.DELAYED;
            Instant until = delayed ? UNTIL : Instant.MAX;
            Instant tried = delayed ? Instant.MIN : TRIED;

            String text =
                    text(new Dsn(action, List.of(about(ANN, REPLY)), tried, until), "", false);

            assertThat(text).contains("\nAction: " + action.word + "\n");
            assertThat(text.contains("\nWill-Retry-Until: Sun, 29 Nov 2026 10:00:00 +0000\n"))
                    .isEqualTo(delayed);
            assertThat(text.contains("Last-Attempt-Date")).isEqualTo(!delayed);
        }
    }

    private static Dsn of(Dsn.About about) {
        return new Dsn(Action.FAILED, List.of(about), TRIED, Instant.MAX);
    }

    private static Dsn.About about(Recipient recipient, Peer peer) {
        return new Dsn.About(0, recipient, "5.1.1", "no", peer);
    }

    /** With its lines ended by LF. */
    private static String text(Dsn dsn, String envelopeId, boolean utf8) {
        SpooledMessage message =
                new FakeSpool.Spooled(
                        new QueueId("M00001"),
                        ARRIVED,
                        new Envelope(
                                Addresses.reversePath("sender@example.net"),
                                List.of(ANN),
                                new MailOptions(
                                        BodyType.SEVEN_BIT,
                                        false,
                                        false,
                                        Returned.UNSAID,
                                        envelopeId)),
                        TestMessage.saying("x"),
                        "");
        String text = new DeliveryStatus("mx.postern.test", message, dsn, utf8).text();
        assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n");
        return text.lines().collect(Collectors.joining("\n", "", "\n"));
    }
}
