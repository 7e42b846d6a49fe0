// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Client;
import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Headers;
import io.postern.api.mail.Message;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.AnswerListener;
import io.postern.api.policy.DisconnectListener;
import io.postern.api.policy.PolicyAnswer;
import io.postern.api.policy.PolicyQuestion;
import io.postern.api.routing.RoutingContext;
import io.postern.script.Asked.Letter;
import io.postern.script.Asked.Sending;
import io.postern.script.Asked.Visitor;
import io.postern.script.EnvelopeViews.ClientView;
import io.postern.script.EnvelopeViews.RecipientView;
import io.postern.script.EnvelopeViews.RoutingView;
import io.postern.script.EnvelopeViews.TransactionView;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Sees what the server asks its policies, what each script says and what comes of it, and hands
 * copies to those who want them: the record and the shadows. Called by sessions' threads and those
 * of scripts; blocks for nothing but the octets of a body that somebody wants.
 */
final class Witness implements AnswerListener, DisconnectListener, Ear {
    private static final Logger LOG = LoggerFactory.getLogger(Witness.class);

    /** Characters of a header section that are copied. */
    private static final int MOST_HEADERS = 64 * 1024;

    /** Scripts that are heard on one question. */
    private static final int MOST_SAID = 100;

    private final Supplier<List<AskedSink>> sinks;
    private final InstantSource clock;

    /** What scripts have said on the question that is under way, by session. */
    private final Map<String, List<Said>> saying = new ConcurrentHashMap<>();

    /** Sessions that are real: of those that pretend nobody is told. */
    private final Map<String, Boolean> known = new ConcurrentHashMap<>();

    Witness(Supplier<List<AskedSink>> sinks, InstantSource clock) {
        this.sinks = sinks;
        this.clock = clock;
    }

    @Override
    public Consumer<Said> listen(String function, List<View> arguments) {
        if (sinks.get().isEmpty() || function.equals("onDisconnect")) {
            return _ -> {};
        }
        return switch (arguments.getFirst()) {
            case ClientView view -> heard(view.subject());
            case TransactionView view -> heard(view.subject().client());
            case RecipientView view
                    when arguments.size() > 1 && arguments.get(1) instanceof RoutingView routing ->
                    routed(view.subject().toString(), routing.subject());
            default -> _ -> {};
        };
    }

    private Consumer<Said> heard(Client client) {
        String session = client.session();
        return said ->
                saying.compute(
                        session,
                        (_, before) -> {
                            List<Said> all = before == null ? new ArrayList<>() : before;
                            if (all.size() < MOST_SAID) {
                                all.add(said);
                            }
                            return all;
                        });
    }

    private Consumer<Said> routed(String recipient, RoutingContext context) {
        Sending sending =
                new Sending(
                        context.reversePath().toString(),
                        List.of(),
                        context.redirects(),
                        context.host().hostname());
        return said ->
                hand(
                        wanting("", "route"),
                        new Asked(
                                clock.instant(),
                                "route",
                                Visitor.NOBODY,
                                sending,
                                recipient,
                                Letter.NONE,
                                said,
                                List.of(said)));
    }

    @Override
    public void onAnswer(PolicyQuestion question, PolicyAnswer answer) {
        Client client = question.client();
        List<Said> said = saying.remove(client.session());
        List<AskedSink> wanting = wanting(client.session(), hook(question));
        if (wanting.isEmpty()) {
            return;
        }
        known.put(client.session(), true);
        hand(
                wanting,
                new Asked(
                        clock.instant(),
                        hook(question),
                        visitor(client),
                        sending(question),
                        about(question),
                        letter(question, wanting),
                        Said.of(answer),
                        said == null ? List.of() : said));
    }

    @Override
    public void onDisconnect(Client client) {
        saying.remove(client.session());
        if (known.remove(client.session()) != null) {
            hand(
                    wanting(client.session(), "onDisconnect"),
                    new Asked(
                            clock.instant(),
                            "onDisconnect",
                            visitor(client),
                            Sending.NONE,
                            "",
                            Letter.NONE,
                            Said.NOTHING,
                            List.of()));
        }
    }

    private List<AskedSink> wanting(String session, String hook) {
        return sinks.get().stream().filter(sink -> sink.wants(session, hook)).toList();
    }

    private static void hand(List<AskedSink> wanting, Asked asked) {
        wanting.forEach(sink -> sink.take(asked));
    }

    private static String hook(PolicyQuestion question) {
        return switch (question) {
            case PolicyQuestion.OnConnect _ -> "onConnect";
            case PolicyQuestion.OnHelo _ -> "onHelo";
            case PolicyQuestion.OnLogin _ -> "onAuth";
            case PolicyQuestion.OnSender _ -> "onSender";
            case PolicyQuestion.OnRelay _ -> "onRelay";
            case PolicyQuestion.OnRecipient _ -> "onRecipient";
            case PolicyQuestion.OnHeaders _ -> "onHeaders";
            case PolicyQuestion.OnMessage _ -> "onMessage";
        };
    }

    private static String about(PolicyQuestion question) {
        return switch (question) {
            case PolicyQuestion.OnLogin(_, String account) -> account;
            case PolicyQuestion.OnRelay(_, Recipient recipient) -> recipient.toString();
            case PolicyQuestion.OnRecipient(_, Recipient recipient) -> recipient.toString();
            case PolicyQuestion.OnConnect _,
                    PolicyQuestion.OnHelo _,
                    PolicyQuestion.OnSender _,
                    PolicyQuestion.OnHeaders _,
                    PolicyQuestion.OnMessage _ ->
                    "";
        };
    }

    private static Visitor visitor(Client client) {
        return new Visitor(
                client.address().getHostAddress(),
                client.port(),
                client.listener(),
                client.helo().orElse(""),
                client.account().orElse(""),
                client.session(),
                client.tls().map(tls -> tls.protocol() + " " + tls.cipher()).orElse(""));
    }

    private static Sending sending(PolicyQuestion question) {
        return switch (question) {
            case PolicyQuestion.OnSender(var transaction) -> sending(transaction);
            case PolicyQuestion.OnRelay(var transaction, _) -> sending(transaction);
            case PolicyQuestion.OnRecipient(var transaction, _) -> sending(transaction);
            case PolicyQuestion.OnHeaders(var transaction, _) -> sending(transaction);
            case PolicyQuestion.OnMessage(var transaction, _) -> sending(transaction);
            case PolicyQuestion.OnConnect _, PolicyQuestion.OnHelo _, PolicyQuestion.OnLogin _ ->
                    Sending.NONE;
        };
    }

    private static Sending sending(Transaction transaction) {
        return new Sending(
                transaction.reversePath().toString(),
                transaction.recipients().stream().map(Recipient::toString).toList(),
                0,
                "");
    }

    private static Letter letter(PolicyQuestion question, List<AskedSink> wanting) {
        return switch (question) {
            case PolicyQuestion.OnHeaders(_, Headers headers) -> letter(headers, 0, "", true);
            case PolicyQuestion.OnMessage(_, Message message) -> letter(message, wanting);
            default -> Letter.NONE;
        };
    }

    private static Letter letter(Message message, List<AskedSink> wanting) {
        int wanted = wanting.stream().mapToInt(AskedSink::bodyOctets).max().orElse(0);
        if (wanted == 0) {
            return letter(message, message.size(), "", false);
        }
        try {
            byte[] octets = BodyText.octets(message, wanted);
            return letter(
                    message,
                    message.size(),
                    new String(octets, StandardCharsets.ISO_8859_1),
                    octets.length < wanted);
        } catch (IOException unreadable) {
            LOG.debug("status=body-not-copied", unreadable);
            return letter(message, message.size(), "", false);
        }
    }

    private static Letter letter(Headers headers, long size, String body, boolean whole) {
        List<HeaderField> kept = new ArrayList<>();
        int room = MOST_HEADERS;
        for (HeaderField field : headers.headers()) {
            room -= field.name().length() + field.value().length();
            if (room < 0) {
                return new Letter(kept, size, body, false);
            }
            kept.add(field);
        }
        return new Letter(kept, size, body, whole);
    }
}
