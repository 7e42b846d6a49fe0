// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.smtp.Reply;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.SocketTimeoutException;

/** Whom a failure blames: the table of {@link DeliveryTrouble}. */
class DeliveryTroubleTest {
    private static final DeliveryTrouble TROUBLE = new DeliveryTrouble("mx.test");

    /** The connection: what no message could have caused blames the destination. */
    @ParameterizedTest
    @CsvSource({
        "CONNECT, lost, 4.4.1, DESTINATION, false",
        "CONNECT, timeout, 4.4.1, DESTINATION, false",
        "GREETING, lost, 4.4.2, DESTINATION, false",
        "HELLO, timeout, 4.4.2, DESTINATION, false",
        "TLS, lost, 4.4.2, DESTINATION, false",
        "ENVELOPE, lost, 4.4.2, DESTINATION, false",
        "ENVELOPE, garbage, 4.5.0, DESTINATION, false",
        "CONTENT, lost, 4.4.2, MESSAGE, false",
        "CONTENT, timeout, 4.4.2, MESSAGE, false",
        "END, lost, 4.4.2, MESSAGE, true",
        "END, timeout, 4.4.2, MESSAGE, true",
        "END, garbage, 4.5.0, MESSAGE, true",
        "END, closing, 4.3.2, DESTINATION, false",
        "CONTENT, unreadable, 4.3.0, MESSAGE, false",
    })
    void connection(Stage stage, String trouble, String code, Blame blame, boolean doubtful) {
        assertThat(TROUBLE.connection(stage, exception(trouble)))
                .isInstanceOfSatisfying(
                        DeliveryOutcome.Deferred.class,
                        deferred -> {
                            assertThat(deferred.status().code()).isEqualTo(code);
                            assertThat(deferred.blame()).isEqualTo(blame);
                            assertThat(deferred.doubtful()).isEqualTo(doubtful);
                            assertThat(deferred.peer().host()).isEqualTo("mx.test");
                        });
    }

    private static IOException exception(String trouble) {
        return switch (trouble) {
            case "lost" -> new IOException("connection reset");
            case "timeout" -> new SocketTimeoutException("read");
            case "garbage" -> new BrokenReplyException("no code");
            case "closing" -> new ClosingException(Reply.of(421, "4.3.2", "going down"));
            case "unreadable" -> new UnreadableMessageException(new IOException("damaged"));
            default -> throw new IllegalArgumentException(trouble);
        };
    }

    /** Replies: a 4yz blames what it was said to, a 5yz ends it; the session is never for ever. */
    @ParameterizedTest
    @CsvSource({
        "session, 421, '', 4.3.2, DESTINATION",
        "session, 450, '', 4.3.2, DESTINATION",
        "session, 554, '', 4.3.2, DESTINATION",
        "session, 554, 5.7.1, 4.7.1, DESTINATION",
        "session, 521, '', 5.3.2, failed",
        "message, 451, '', 4.0.0, MESSAGE",
        "message, 452, 4.3.1, 4.3.1, DESTINATION",
        "message, 450, 4.7.1, 4.7.1, MESSAGE",
        "message, 554, 5.6.0, 5.6.0, failed",
        "message, 250, '', 4.5.0, MESSAGE",
        "recipient, 450, 4.2.1, 4.2.1, RECIPIENT",
        "recipient, 451, 4.3.0, 4.3.0, RECIPIENT",
        "recipient, 452, '', 4.0.0, RECIPIENT",
        "recipient, 550, 5.1.1, 5.1.1, failed",
        "recipient, 552, '', 4.5.3, RECIPIENT",
        "recipient, 552, 5.5.3, 4.5.3, RECIPIENT",
        "recipient, 552, 5.2.2, 5.2.2, failed",
    })
    void reply(String to, int code, String enhanced, String status, String blame) {
        Reply reply = enhanced.isEmpty() ? Reply.of(code, "no") : Reply.of(code, enhanced, "no");
        DeliveryOutcome outcome =
                switch (to) {
                    case "session" -> TROUBLE.refusedSession(reply);
                    case "message" -> TROUBLE.refusedMessage(reply);
                    case "recipient" -> TROUBLE.refusedRecipient(reply);
                    default -> throw new IllegalArgumentException(to);
                };

        assertThat(outcome.status().code()).isEqualTo(status);
        assertThat(blame(outcome)).isEqualTo(blame);
    }

    private static String blame(DeliveryOutcome outcome) {
        return switch (outcome) {
            case DeliveryOutcome.Deferred deferred -> deferred.blame().name();
            case DeliveryOutcome.Failed _ -> "failed";
            case DeliveryOutcome.Delivered _ -> "delivered";
        };
    }
}
