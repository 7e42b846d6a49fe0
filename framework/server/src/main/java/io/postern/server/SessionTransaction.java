// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.Client;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Transaction;
import io.postern.smtp.Command;
import io.postern.smtp.MailParameters;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One transaction. The session's thread adds recipients; hooks read it, also such that have overrun
 * their time. Guarded by itself.
 */
final class SessionTransaction implements Transaction {
    private final Client client;
    private final ReversePath reversePath;
    private final MailParameters parameters;
    private final Set<Mailbox> known = new HashSet<>();
    private final List<Recipient> recipients = new ArrayList<>();

    SessionTransaction(Client client, Command.Mail mail) {
        this.client = client;
        this.reversePath = mail.reversePath();
        this.parameters = mail.parameters();
    }

    @Override
    public Client client() {
        return client;
    }

    @Override
    public ReversePath reversePath() {
        return reversePath;
    }

    @Override
    public synchronized List<Recipient> recipients() {
        return List.copyOf(recipients);
    }

    @Override
    public MailOptions options() {
        return parameters.options();
    }

    @Override
    public OptionalLong declaredSize() {
        return parameters.size();
    }

    /** Takes a recipient, once: of a mailbox that is named again the first request counts. */
    synchronized void add(Recipient recipient) {
        if (known.add(recipient.mailbox())) {
            recipients.add(recipient);
        }
    }

    synchronized boolean has(Recipient recipient) {
        return known.contains(recipient.mailbox());
    }

    synchronized int count() {
        return recipients.size();
    }

    Envelope envelope() {
        return new Envelope(reversePath, recipients(), parameters.options());
    }
}
