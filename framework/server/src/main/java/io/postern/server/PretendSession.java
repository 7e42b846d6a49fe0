// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.ClientCertificate;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Sessions that are only pretended: a client that isn't there speaks to a real listener, with its
 * settings, limits and hooks, and hears what it would hear; nothing is accepted, kept or told to
 * listeners of events. A service; safe for many threads.
 */
public interface PretendSession {
    /** The names of the listeners there are. */
    List<String> listeners();

    /**
     * Goes through one session: EHLO, STARTTLS and the login where they are asked for, one
     * transaction, QUIT. Ends early where a refusal leaves nothing to say. Blocks for as long as
     * the hooks take.
     *
     * @throws IllegalArgumentException where there is no such listener, or a text holds control
     *     characters
     */
    List<Exchange> run(Visitor visitor, Letter letter) throws InterruptedException;

    /**
     * Who the client pretends to be.
     *
     * @param listener where it connects to
     * @param helo what it says in EHLO
     * @param tls whether it says STARTTLS, where the listener isn't in TLS anyway
     * @param certificate what it would prove in TLS
     * @param login the account it would log in as, empty for none; no password is asked for
     */
    record Visitor(
            String listener,
            InetAddress address,
            String helo,
            boolean tls,
            Optional<ClientCertificate> certificate,
            String login) {}

    /**
     * What the client pretends to send.
     *
     * @param sender the reverse-path, empty for the null one
     * @param recipients at least one
     * @param message header section and text, lines ended in any way; empty where the session is to
     *     end behind the recipients
     */
    record Letter(String sender, List<String> recipients, Optional<String> message) {
        public Letter {
            recipients = List.copyOf(recipients);
        }
    }

    /**
     * One step of the dialogue.
     *
     * @param command what the client sent; empty at the greeting
     * @param reply as on the wire, without the last line's end; its lines are separated by {@code
     *     \n}; empty where the connection was closed instead
     * @param by the hook that had the last word on it, or the rule of the relay decision; {@code
     *     core} where none had one
     */
    record Exchange(String command, String reply, String by) {}
}
