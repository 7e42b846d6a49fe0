// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.lmtp;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.DeliveryOutcome.Delivered;
import io.postern.api.transport.DeliveryOutcome.Failed;
import io.postern.api.transport.DeliveryOutcome.Reach;
import io.postern.api.transport.Peer;
import io.postern.smtp.Reply;

import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * What a reply or a failure means, and whom it blames. A 5yz that speaks of the message or a
 * recipient is for ever; all else is temporary.
 *
 * @param host whom we speak to
 */
record DeliveryTrouble(String host) {
    private static final int TEXT_LIMIT = 1000;
    private static final int CLOSING = 421;

    /** How far we have come, for what a failure means. */
    enum Stage {
        CONNECT,
        /** Up to the 354: the server has nothing of the message. */
        ENVELOPE,
        CONTENT,
        /** All of it is sent: the server may have it whatever comes. */
        END
    }

    /** The connection failed, or the server broke the protocol. */
    DeliveryOutcome connection(Stage stage, IOException trouble) {
        if (trouble instanceof UnreadableMessageException) {
            return deferred(3, 0, "message can't be read", Blame.MESSAGE);
        }
        boolean early = stage == Stage.CONNECT || stage == Stage.ENVELOPE;
        boolean broken = trouble instanceof LmtpConnection.BrokenReplyException;
        boolean late = trouble instanceof SocketTimeoutException;
        String why = late ? "timed out" : String.valueOf(trouble.getMessage());
        String at =
                switch (stage) {
                    case CONNECT -> "connecting to ";
                    case ENVELOPE -> "sending the envelope to ";
                    case CONTENT -> "sending the message to ";
                    case END -> "waiting for the outcomes of ";
                };
        int detail = stage == Stage.CONNECT ? 1 : 2;
        return new Deferred(
                new Status.Transient(
                        broken ? 5 : 4, broken ? 0 : detail, cut(at + host + ": " + why)),
                early ? Blame.DESTINATION : Blame.MESSAGE,
                new Peer(host, ""),
                stage == Stage.END);
    }

    /** A refusal of us, whatever the message: temporary, as it is mended on one side or other. */
    DeliveryOutcome refusedSession(Reply reply) {
        boolean plain = reply.enhanced().isEmpty();
        return new Deferred(
                new Status.Transient(
                        plain ? 3 : reply.status().subject(),
                        plain ? 2 : reply.status().detail(),
                        cut(reply.text())),
                Blame.DESTINATION,
                peer(reply));
    }

    /** A refusal of the sender or of DATA. */
    DeliveryOutcome refusedMessage(Reply reply) {
        boolean system = reply.enhanced().startsWith("4.3.");
        return refused(reply, system ? Blame.DESTINATION : Blame.MESSAGE);
    }

    /** What the server says of one recipient, at RCPT or at the end. */
    DeliveryOutcome refusedRecipient(Reply reply) {
        return refused(reply, Blame.RECIPIENT);
    }

    /** Whether a refusal of a recipient only says that there are enough in this transaction. */
    static boolean isTooMany(Reply reply) {
        return reply.code() == 452
                && (reply.enhanced().isEmpty() || reply.enhanced().endsWith(".5.3"));
    }

    /** The server answers for it. */
    DeliveryOutcome delivered(Reply reply, Reach reach) {
        Status said = reply.status();
        return new Delivered(
                new Status.Success(said.subject(), said.detail(), cut(reply.text())),
                peer(reply),
                reach);
    }

    /** Our own reason never to send it there. */
    DeliveryOutcome failed(int subject, int detail, String text) {
        return new Failed(new Status.Permanent(subject, detail, cut(text)), new Peer(host, ""));
    }

    /** The operator's host has no address just now. */
    DeliveryOutcome noAddress(DnsAnswer<?> answer) {
        return answer instanceof DnsAnswer.Unknown<?>(String reason)
                ? deferred(4, 3, "no answer for the address of " + host + ": " + reason)
                : deferred(4, 4, host + " has no address");
    }

    private DeliveryOutcome refused(Reply reply, Blame blame) {
        return switch (reply.status()) {
            case Status.Permanent(int subject, int detail, String text) ->
                    new Failed(new Status.Permanent(subject, detail, cut(text)), peer(reply));
            case Status.Transient(int subject, int detail, String text) ->
                    new Deferred(
                            new Status.Transient(subject, detail, cut(text)),
                            reply.code() == CLOSING ? Blame.DESTINATION : blame,
                            peer(reply));
            case Status.Success _ ->
                    deferred(5, 0, "unexpected reply " + cut(reply.toString()), blame);
        };
    }

    private DeliveryOutcome deferred(int subject, int detail, String text) {
        return deferred(subject, detail, text, Blame.DESTINATION);
    }

    private DeliveryOutcome deferred(int subject, int detail, String text, Blame blame) {
        return new Deferred(
                new Status.Transient(subject, detail, cut(text)), blame, new Peer(host, ""));
    }

    private Peer peer(Reply reply) {
        return new Peer(host, cut(reply.toString()));
    }

    /** Bounded and printable, so that it can go into a log line, a bounce, a journal. */
    static String cut(String text) {
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), TEXT_LIMIT); i++) {
            char c = text.charAt(i);
            clean.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return text.length() > TEXT_LIMIT ? clean + "..." : clean.toString();
    }
}
