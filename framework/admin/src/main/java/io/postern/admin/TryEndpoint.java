// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.mail.ClientCertificate;
import io.postern.server.PretendSession;
import io.postern.server.PretendSession.Exchange;
import io.postern.server.PretendSession.Letter;
import io.postern.server.PretendSession.Visitor;

import java.io.IOException;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /api/try}: how a session would go, step by step; nothing is accepted. Takes {@code
 * from listener helo tls certificate login sender recipients data}; all but {@code from} and {@code
 * recipients} may be left out, and the listener where there is one only.
 */
final class TryEndpoint implements Endpoint {
    private static final int MOST = 100;
    private static final String HELO = "client.example";

    private final Services services;

    TryEndpoint(Services services) {
        this.services = services;
    }

    @Override
    public Answer answer(Request request) throws IOException, InterruptedException {
        PretendSession sessions =
                services.pretendSession()
                        .orElseThrow(() -> new RefusedException(503, "no listener is there now"));
        Fields fields = new Fields(request.json());
        Visitor visitor = visitor(fields, sessions);
        List<Exchange> exchanges;
        try {
            exchanges = sessions.run(visitor, letter(fields));
        } catch (IllegalArgumentException wrong) {
            throw new RefusedException(400, String.valueOf(wrong.getMessage()));
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("listener", visitor.listener());
        answer.put("outcome", outcome(exchanges));
        answer.put("exchanges", exchanges.stream().map(TryEndpoint::exchange).toList());
        return Answer.of(answer);
    }

    private static Visitor visitor(Fields fields, PretendSession sessions) {
        String helo = fields.text("helo");
        return new Visitor(
                listener(fields.text("listener"), sessions.listeners()),
                address(fields.text("from")),
                helo.isEmpty() ? HELO : helo,
                fields.flag("tls"),
                certificate(fields.fields("certificate")),
                fields.text("login"));
    }

    private static Letter letter(Fields fields) {
        List<String> recipients = fields.texts("recipients");
        if (recipients.isEmpty() || recipients.size() > MOST) {
            throw new RefusedException(400, "name a recipient, at most " + MOST + " of them");
        }
        String data = fields.text("data");
        return new Letter(
                fields.text("sender"),
                recipients,
                data.isEmpty() ? Optional.empty() : Optional.of(data));
    }

    private static String listener(String name, List<String> known) {
        if (known.contains(name)) {
            return name;
        }
        if (name.isEmpty() && known.size() == 1) {
            return known.getFirst();
        }
        String which = name.isEmpty() ? "say which listener" : "there is no listener " + name;
        throw new RefusedException(400, which + "; there are: " + String.join(", ", known));
    }

    private static InetAddress address(String text) {
        if (text.isEmpty()) {
            throw new RefusedException(400, "say from which IP address");
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            throw new RefusedException(400, "no IP address: " + text);
        }
    }

    private static Optional<ClientCertificate> certificate(Fields fields) {
        return fields.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ClientCertificate(
                                fields.text("subject"),
                                fields.texts("names"),
                                fields.text("fingerprint")));
    }

    /** One no is a no; else one "not now" is that. A closed connection is "not now" too. */
    private static String outcome(List<Exchange> exchanges) {
        List<String> replies = exchanges.stream().map(Exchange::reply).toList();
        if (replies.stream().anyMatch(reply -> reply.startsWith("5"))) {
            return "refused";
        }
        boolean deferred =
                replies.stream().anyMatch(reply -> reply.isEmpty() || reply.startsWith("4"));
        return deferred ? "deferred" : "accepted";
    }

    private static Map<String, Object> exchange(Exchange exchange) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("command", exchange.command());
        fields.put("reply", exchange.reply());
        fields.put("by", exchange.by());
        return fields;
    }
}
