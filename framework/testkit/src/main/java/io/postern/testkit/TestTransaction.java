// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import io.postern.api.mail.Client;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Transaction;

import java.util.List;
import java.util.OptionalLong;

/** A transaction as policies see it. */
public record TestTransaction(
        Client client,
        ReversePath reversePath,
        List<Recipient> recipients,
        MailOptions options,
        OptionalLong declaredSize)
        implements Transaction {
    public TestTransaction {
        recipients = List.copyOf(recipients);
    }

    /** From {@code sender@client.test}, without recipients, of undeclared size. */
    public static TestTransaction of(Client client) {
        return new TestTransaction(
                client,
                Addresses.reversePath("sender@client.test"),
                List.of(),
                MailOptions.NONE,
                OptionalLong.empty());
    }

    /** With another reverse-path; the empty text is the null one. */
    public TestTransaction from(String address) {
        return new TestTransaction(
                client, Addresses.reversePath(address), recipients, options, declaredSize);
    }

    /** With these recipients taken. */
    public TestTransaction to(String... addresses) {
        return new TestTransaction(
                client, reversePath, Addresses.recipients(addresses), options, declaredSize);
    }

    /** With SIZE declared. */
    public TestTransaction size(long octets) {
        return new TestTransaction(
                client, reversePath, recipients, options, OptionalLong.of(octets));
    }
}
