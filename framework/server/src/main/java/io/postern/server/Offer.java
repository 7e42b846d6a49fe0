// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.policy.CommandHandler;
import io.postern.hooks.Hook;
import io.postern.server.ListenerSettings.Role;
import io.postern.server.ListenerSettings.Tls;
import io.postern.smtp.Extensions;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * What EHLO lists: the extensions that hold for this client now, and no other, so that it changes
 * with TLS and from listener to listener. Parameters of what isn't in it are answered by 555.
 */
final class Offer {
    /** Attributes of XCLIENT that are taken; not all of them change anything. */
    static final List<String> XCLIENT =
            List.of("NAME", "ADDR", "PORT", "PROTO", "HELO", "LOGIN", "DESTADDR", "DESTPORT");

    /** RFC 9422 section 3 has no room for more digits. */
    private static final int LARGEST_LIMIT = 999_999;

    /** RFC 5321 section 4.1.1.1. */
    private static final Pattern KEYWORD =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*( [\\x21-\\x7e]+)*");

    private Offer() {}

    static Extensions to(Session session) {
        List<String> lines = new ArrayList<>();
        lines.add("PIPELINING");
        lines.add("SIZE " + session.limits().messages().size());
        lines.add("8BITMIME");
        lines.add("BINARYMIME");
        lines.add("CHUNKING");
        lines.add("SMTPUTF8");
        lines.add("DSN");
        lines.add("ENHANCEDSTATUSCODES");
        addSecurity(session, lines);
        addLimits(session.limits(), lines);
        if (session.mayImpersonate()) {
            lines.add("XCLIENT " + String.join(" ", XCLIENT));
        }
        addHandled(session, lines);
        lines.add("HELP");
        return Extensions.of(lines);
    }

    /**
     * Whether AUTH is there for this client now: among users, and unless configured only in TLS.
     */
    static boolean hasAuth(Session session) {
        ListenerSettings listener = session.settings();
        return listener.role() == Role.SUBMISSION
                && (session.tls().isPresent() || listener.authInClear());
    }

    private static void addSecurity(Session session, List<String> lines) {
        if (session.tls().isPresent()) {
            lines.add("REQUIRETLS");
        } else if (session.settings().tls() == Tls.STARTTLS) {
            lines.add("STARTTLS");
        }
        List<String> mechanisms = hasAuth(session) ? Login.mechanisms(session) : List.of();
        if (!mechanisms.isEmpty()) {
            lines.add("AUTH " + String.join(" ", mechanisms));
        }
    }

    private static void addLimits(Limits limits, List<String> lines) {
        StringJoiner line = new StringJoiner(" ", "LIMITS ", "").setEmptyValue("");
        addLimit("RCPTMAX", limits.messages().recipients(), line);
        addLimit("MAILMAX", limits.sessions().messages(), line);
        if (line.length() > 0) {
            lines.add(line.toString());
        }
    }

    private static void addLimit(String name, int limit, StringJoiner line) {
        if (limit > 0 && limit <= LARGEST_LIMIT) {
            line.add(name + "=" + limit);
        }
    }

    private static void addHandled(Session session, List<String> lines) {
        for (Hook<CommandHandler> handler :
                session.server().policies().command().hooks(session.subject())) {
            Verbs.strings(handler, CommandHandler.KEYWORDS).stream()
                    .filter(keyword -> KEYWORD.matcher(keyword).matches())
                    .forEach(lines::add);
        }
    }
}
