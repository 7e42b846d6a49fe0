// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.mail.Status;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.DeliveryOutcome.Failed;
import io.postern.api.transport.DeliveryOutcome.Reach;
import io.postern.api.transport.Egress;
import io.postern.api.transport.Peer;
import io.postern.api.transport.TlsLevel;
import io.postern.smtp.Reply;

import java.io.IOException;
import java.net.SocketTimeoutException;

/**
 * What a failure means, and whom it blames. A 5yz that speaks of the message or a recipient is for
 * ever; all else is temporary. What blames the destination makes the queue back off from it, so
 * that is only what would hit the next message too.
 *
 * @param host whom we speak to
 */
record DeliveryTrouble(String host) {
    /** Of a reply that is kept; the rest of it says nothing that the start didn't. */
    private static final int TEXT_LIMIT = 1000;

    private static final int TOO_MANY_RECIPIENTS = 452;

    /** RFC 5321 section 4.5.3.1.10 has clients take it for a 452. */
    private static final int OLD_TOO_MANY_RECIPIENTS = 552;

    /** This host takes no mail, ever (RFC 7504). */
    private static final int NO_MAIL = 521;

    /**
     * The connection failed, or the host broke the protocol, or it is closing. Where all of the
     * message was sent and nobody answered for it, the host may have it all the same.
     */
    DeliveryOutcome connection(Stage stage, IOException trouble) {
        return switch (trouble) {
            case UnreadableMessageException _ ->
                    deferred(3, 0, "message can't be read", Blame.MESSAGE);
            case ClosingException closing ->
                    new Deferred(
                            new Status.Transient(
                                    closing.reply().status().subject(),
                                    closing.reply().status().detail(),
                                    text(closing.reply())),
                            Blame.DESTINATION,
                            peer(closing.reply()));
            case BrokenReplyException _ ->
                    lost(5, 0, host + " broke the protocol: " + trouble.getMessage(), stage);
            case SocketTimeoutException _ ->
                    lost(4, detail(stage), "timed out " + at(stage), stage);
            default -> lost(4, detail(stage), failure(trouble) + at(stage), stage);
        };
    }

    /**
     * A refusal in the greeting or to EHLO and HELO. It speaks of the host or of us, not of the
     * message, so also a 5yz is temporary: the next host may take it, and so may this one when
     * whatever we are blamed for is mended. Only 521 says that it never will.
     */
    DeliveryOutcome refusedSession(Reply reply) {
        if (reply.code() == NO_MAIL) {
            return new Failed(new Status.Permanent(3, 2, text(reply)), peer(reply));
        }
        int subject = reply.enhanced().isEmpty() ? 3 : reply.status().subject();
        int detail = reply.enhanced().isEmpty() ? 2 : reply.status().detail();
        return new Deferred(
                new Status.Transient(subject, detail, text(reply)), Blame.DESTINATION, peer(reply));
    }

    /** No STARTTLS where TLS is needed (RFC 8689 section 4.2.1). */
    DeliveryOutcome noTls(TlsDemand demand) {
        String text = "TLS is needed, which " + host + " doesn't offer";
        return demand.bySender() ? failed(7, 10, text) : deferred(7, 10, text, blame(demand));
    }

    /** What the hop promises of TLS can't be found out. */
    DeliveryOutcome noTlsa(String reason) {
        return deferred(4, 3, "no answer for the TLSA records of " + host + ": " + reason);
    }

    /** The level asked for wants a promise that isn't there. */
    DeliveryOutcome noPolicy(TlsDemand demand, String why) {
        return deferred(7, 10, "TLS with " + host + " can't be checked: " + why, blame(demand));
    }

    /** A host that the domain's policy doesn't name, so that anybody may have named it. */
    DeliveryOutcome notNamed() {
        String text = "the MTA-STS policy of the domain doesn't name " + host;
        return deferred(7, 5, text, Blame.RECIPIENT);
    }

    /** It has addresses, of another family than we may connect from. */
    DeliveryOutcome notFrom(Egress egress) {
        return deferred(4, 4, "source " + egress.name() + " reaches no address of " + host);
    }

    /** A refusal of STARTTLS where TLS is needed; it is offered, so another day it may work. */
    DeliveryOutcome refusedTls(TlsDemand demand, Reply reply) {
        return new Deferred(new Status.Transient(7, 10, text(reply)), blame(demand), peer(reply));
    }

    /** A failed handshake where TLS is needed. */
    DeliveryOutcome handshake(TlsDemand demand, HandshakeException failure) {
        String text = "TLS with " + host + " failed: " + failure.getMessage();
        if (failure.isUntrusted() && demand.bySender()) {
            return failed(7, 10, text);
        }
        int detail = failure.isUntrusted() && demand.level() == TlsLevel.MTA_STS ? 5 : 10;
        return deferred(7, detail, text, blame(demand));
    }

    /** A message that must not leave TLS, and a host that wouldn't see to it. */
    DeliveryOutcome noRequireTls() {
        return failed(7, 30, "REQUIRETLS is needed, which " + host + " doesn't offer");
    }

    /** It must know who we are, and can't be told. */
    DeliveryOutcome noLogin(String why) {
        return deferred(7, 4, host + " " + why);
    }

    /** It doesn't know us: our own trouble, or its, whatever the reply says. */
    DeliveryOutcome refusedLogin(String user, Reply reply) {
        boolean plain = reply.enhanced().isEmpty();
        int subject = plain ? 7 : reply.status().subject();
        int permanent = reply.isPermanent() ? 8 : 0;
        int detail = plain ? permanent : reply.status().detail();
        String text = "login as " + user + " refused: " + text(reply);
        return new Deferred(
                new Status.Transient(subject, detail, cut(text)), Blame.DESTINATION, peer(reply));
    }

    /**
     * What a sender asks for says nothing of other messages, and what a domain asks for nothing of
     * others that the host serves: else anybody could keep mail from a host by a policy.
     */
    private static Blame blame(TlsDemand demand) {
        if (demand.bySender()) {
            return Blame.MESSAGE;
        }
        return demand.level() == TlsLevel.MTA_STS ? Blame.RECIPIENT : Blame.DESTINATION;
    }

    /** A refusal of the sender or the message: MAIL, DATA, end of data. */
    DeliveryOutcome refusedMessage(Reply reply) {
        boolean system = reply.enhanced().startsWith("4.3.");
        return refused(reply, system ? Blame.DESTINATION : Blame.MESSAGE);
    }

    /** A refusal of one recipient. */
    DeliveryOutcome refusedRecipient(Reply reply) {
        if (reply.code() == OLD_TOO_MANY_RECIPIENTS && isPlain(reply)) {
            return new Deferred(
                    new Status.Transient(5, 3, text(reply)), Blame.RECIPIENT, peer(reply));
        }
        return refused(reply, Blame.RECIPIENT);
    }

    /** Whether a refusal of a recipient only says that there are enough in this transaction. */
    boolean isTooMany(Reply reply) {
        return switch (reply.code()) {
            case TOO_MANY_RECIPIENTS, OLD_TOO_MANY_RECIPIENTS -> isPlain(reply);
            default -> false;
        };
    }

    /** The host took it. */
    DeliveryOutcome delivered(Reply reply, Reach reach) {
        Status said = reply.status();
        return new DeliveryOutcome.Delivered(
                new Status.Success(said.subject(), said.detail(), text(reply)), peer(reply), reach);
    }

    /** Our own reason never to send it there. */
    DeliveryOutcome failed(int subject, int detail, String text) {
        return new Failed(new Status.Permanent(subject, detail, cut(text)), new Peer(host, ""));
    }

    /** The host has our own name or address: what we send there comes back. */
    DeliveryOutcome loop() {
        return failed(4, 6, host + " is ourselves: mail loops");
    }

    /**
     * The hop's name has no address, or nobody can tell. Who says in the DNS that such a host takes
     * his mail has said that nobody does; where the operator does, he will mend it.
     */
    DeliveryOutcome noAddress(NextHop hop, DnsAnswer<?> answer) {
        if (answer instanceof DnsAnswer.Unknown<?>(String reason)) {
            return deferred(4, 3, "no answer for the address of " + host + ": " + reason);
        }
        String text = host + " has no address";
        return hop.source() == NextHop.Source.CONFIGURED
                ? deferred(4, 4, text)
                : failed(4, 4, text);
    }

    /** It has addresses, of a family that isn't to be used. */
    DeliveryOutcome otherFamily() {
        return deferred(4, 4, host + " has no address of the family that address-family allows");
    }

    /** Whether its enhanced status, if any, speaks of the number of recipients. */
    private static boolean isPlain(Reply reply) {
        return reply.enhanced().isEmpty() || reply.enhanced().endsWith(".5.3");
    }

    private DeliveryOutcome refused(Reply reply, Blame blame) {
        return switch (reply.status()) {
            case Status.Permanent(int subject, int detail, _) ->
                    new Failed(new Status.Permanent(subject, detail, text(reply)), peer(reply));
            case Status.Transient(int subject, int detail, _) ->
                    new Deferred(
                            new Status.Transient(subject, detail, text(reply)), blame, peer(reply));
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

    private DeliveryOutcome lost(int subject, int detail, String text, Stage stage) {
        return new Deferred(
                new Status.Transient(subject, detail, cut(text)),
                stage.isBeforeContent() ? Blame.DESTINATION : Blame.MESSAGE,
                new Peer(host, ""),
                stage == Stage.END);
    }

    private static int detail(Stage stage) {
        return stage == Stage.CONNECT ? 1 : 2;
    }

    private String at(Stage stage) {
        return stage.words() + " (" + host + ")";
    }

    private static String failure(IOException trouble) {
        return trouble.getMessage() + " when ";
    }

    private Peer peer(Reply reply) {
        return new Peer(host, cut(reply.toString()));
    }

    private static String text(Reply reply) {
        return cut(reply.text());
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
