// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.Client;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Transaction;

import java.util.List;
import java.util.OptionalLong;

/** A transaction that the relay proof asks about: no recipient was taken yet. */
record ProofTransaction(Client client, ReversePath reversePath) implements Transaction {
    @Override
    public List<Recipient> recipients() {
        return List.of();
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
