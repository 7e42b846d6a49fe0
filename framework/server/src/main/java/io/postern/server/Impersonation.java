// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.smtp.Command;

import java.net.InetAddress;
import java.util.Map;

/**
 * XCLIENT, as Postfix has it: a listed proxy says who its client is, and the session starts again
 * with that client's greeting. ADDR, PORT and LOGIN count; a login is believed and may send in any
 * name, since the proxy has seen to that. NAME, HELO, PROTO, DESTADDR and DESTPORT are taken and
 * change nothing: nobody asks for a client's name here, and it must say EHLO again anyway.
 */
final class Impersonation {
    private static final String UNAVAILABLE = "[UNAVAILABLE]";
    private static final String TEMPORARILY = "[TEMPUNAVAIL]";
    private static final String IPV6 = "IPV6:";

    private final Session session;

    Impersonation(Session session) {
        this.session = session;
    }

    Phase run(Command.Xclient command, Phase phase) throws InterruptedException {
        if (!session.mayImpersonate()) {
            return phase.refuse("XCLIENT", Replies.XCLIENT_DENIED);
        }
        SessionClient client = session.client();
        // The grammar has seen to it that each of them is good.
        Map<String, String> attributes = command.attributes();
        client.becomes(address(attributes, client), port(attributes, client), login(attributes));
        session.forgetHello();
        return session.greet();
    }

    private static InetAddress address(Map<String, String> attributes, SessionClient client) {
        String text = attributes.getOrDefault("ADDR", UNAVAILABLE);
        if (isUnavailable(text)) {
            return client.address();
        }
        boolean six = text.regionMatches(true, 0, IPV6, 0, IPV6.length());
        return InetAddress.ofLiteral(six ? text.substring(IPV6.length()) : text);
    }

    private static int port(Map<String, String> attributes, SessionClient client) {
        String text = attributes.getOrDefault("PORT", UNAVAILABLE);
        return isUnavailable(text) ? client.port() : Integer.parseInt(text);
    }

    private static String login(Map<String, String> attributes) {
        String text = attributes.getOrDefault("LOGIN", UNAVAILABLE);
        return isUnavailable(text) ? "" : text;
    }

    private static boolean isUnavailable(String value) {
        return value.equalsIgnoreCase(UNAVAILABLE) || value.equalsIgnoreCase(TEMPORARILY);
    }
}
