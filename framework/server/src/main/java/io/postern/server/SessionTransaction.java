// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.Client;
import io.postern.api.mail.Envelope;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.HeaderEdit;
import io.postern.api.policy.MessageEdit;
import io.postern.smtp.Command;
import io.postern.smtp.MailParameters;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One transaction. The session's thread adds recipients and makes what policies edit; hooks read
 * it, also such that have overrun their time. Guarded by itself.
 */
final class SessionTransaction implements Transaction {
    private final Client client;
    private final MailParameters parameters;
    private final Set<Mailbox> known = new HashSet<>();
    private final List<Recipient> named = new ArrayList<>();
    private final List<Recipient> further = new ArrayList<>();
    private ReversePath reversePath;

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
    public synchronized ReversePath reversePath() {
        return reversePath;
    }

    @Override
    public synchronized List<Recipient> recipients() {
        return Stream.concat(named.stream(), further.stream()).toList();
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
            named.add(recipient);
        }
    }

    synchronized boolean has(Recipient recipient) {
        return known.contains(recipient.mailbox());
    }

    /** How many the client has named. */
    synchronized int count() {
        return named.size();
    }

    /** Those that the client has named. */
    synchronized List<Recipient> named() {
        return List.copyOf(named);
    }

    /** Makes those of a policy's edits that are about the envelope. */
    synchronized void edit(List<MessageEdit> edits) {
        for (MessageEdit edit : edits) {
            switch (edit) {
                case MessageEdit.SetSender(ReversePath sender) -> reversePath = sender;
                case MessageEdit.AddRecipient(Recipient recipient) -> {
                    if (known.add(recipient.mailbox())) {
                        further.add(recipient);
                    }
                }
                case HeaderEdit _, MessageEdit.Wrap _ -> {}
            }
        }
    }

    /** As it is now, with what policies have edited. */
    synchronized Envelope envelope() {
        return new Envelope(reversePath, recipients(), parameters.options());
    }
}
