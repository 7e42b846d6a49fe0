// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Client;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Transaction;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/** An envelope of a test's making; as a server's it equals only itself. */
final class PretendTransaction implements Transaction {
    private final Client client;
    private final ReversePath reversePath;
    private final List<Recipient> recipients = new CopyOnWriteArrayList<>();

    PretendTransaction(Client client, ReversePath reversePath) {
        this.client = client;
        this.reversePath = reversePath;
    }

    /** One more was not refused. */
    void take(Recipient recipient) {
        recipients.add(recipient);
    }

    /** These are its recipients now. */
    void become(List<Recipient> now) {
        recipients.clear();
        recipients.addAll(now);
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
    public List<Recipient> recipients() {
        return List.copyOf(recipients);
    }

    @Override
    public MailOptions options() {
        return MailOptions.NONE;
    }

    @Override
    public OptionalLong declaredSize() {
        return OptionalLong.empty();
    }
}
