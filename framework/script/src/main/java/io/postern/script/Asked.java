// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.HeaderField;

import java.time.Instant;
import java.util.List;

/**
 * One question that the server asked its policies, copied, and what they said.
 *
 * @param hook the function of a script that would be asked: {@code onConnect}, {@code route}…
 * @param client who it is about; of {@code route} nobody
 * @param about the account of {@code onAuth}, the recipient of {@code onRelay}, {@code onRecipient}
 *     and {@code route}; else empty
 * @param letter of {@code onHeaders} and {@code onMessage}
 * @param given what came of it: of {@code route} what the script said
 * @param said what each script said that was asked, in that order
 */
record Asked(
        Instant at,
        String hook,
        Visitor client,
        Sending sending,
        String about,
        Letter letter,
        Said given,
        List<Said> said)
        implements Noted {
    Asked {
        said = List.copyOf(said);
    }

    /**
     * A client.
     *
     * @param tls protocol and cipher; empty in clear
     */
    record Visitor(
            String address,
            int port,
            String listener,
            String helo,
            String account,
            String session,
            String tls) {
        static final Visitor NOBODY = new Visitor("", 0, "", "", "", "", "");
    }

    /**
     * An envelope, or what a router is told.
     *
     * @param sender empty for the null reverse-path
     * @param redirects of a router
     * @param hostname of a router
     */
    record Sending(String sender, List<String> recipients, int redirects, String hostname) {
        static final Sending NONE = new Sending("", List.of(), 0, "");

        Sending {
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * A message.
     *
     * @param size octets of all of it; 0 while its body is still to come
     * @param body what was kept of the body, an octet a character
     * @param whole whether that is all of the body, and the header section too
     */
    record Letter(List<HeaderField> headers, long size, String body, boolean whole) {
        static final Letter NONE = new Letter(List.of(), 0, "", true);

        Letter {
            headers = List.copyOf(headers);
        }
    }

    /** What the hook is about, for a table: a name, a sender, a recipient, a subject. */
    String topic() {
        return switch (hook) {
            case "onConnect", "onDisconnect" -> client.address();
            case "onHelo" -> client.helo();
            case "onSender" -> "<" + sending.sender() + ">";
            case "onHeaders", "onMessage" ->
                    "<%s> to %d".formatted(sending.sender(), sending.recipients().size());
            default -> about;
        };
    }

    @Override
    public int weight() {
        int weight = 600 + letter.body().length();
        for (HeaderField field : letter.headers()) {
            weight += 50 + field.name().length() + field.value().length();
        }
        return weight + 60 * sending.recipients().size();
    }
}
