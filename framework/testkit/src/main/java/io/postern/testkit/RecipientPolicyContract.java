// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.RecipientPolicy;

import org.junit.jupiter.api.Test;

/** What every {@link RecipientPolicy} must obey. Implement it in the policy's test. */
public interface RecipientPolicyContract {
    /** The policy under test. */
    RecipientPolicy policy();

    /** What the recipients below belong to. */
    default Transaction transaction() {
        return TestTransaction.of(TestClient.from("192.0.2.1").saying("client.test"));
    }

    /** One whom it is asked about. */
    default Recipient recipient() {
        return Addresses.recipient("bob@local.test");
    }

    @Test
    default void answersForStrangeRecipients() throws InterruptedException {
        RecipientPolicy policy = policy();
        for (Mailbox mailbox : HostileText.MAILBOXES) {
            assertThat(policy.onRecipient(transaction(), Recipient.of(mailbox)))
                    .as("%s", mailbox)
                    .isNotNull();
        }
    }

    /** The null reverse-path too: it is how bounces come (RFC 5321 section 4.5.5). */
    @Test
    default void answersForAnyReversePath() throws InterruptedException {
        RecipientPolicy policy = policy();
        for (Transaction transaction : HostileText.transactions(transaction())) {
            assertThat(policy.onRecipient(transaction, recipient()))
                    .as("<%s>", transaction.reversePath())
                    .isNotNull();
        }
    }

    @Test
    default void canBeAskedFromManyThreads() throws InterruptedException {
        RecipientPolicy policy = policy();

        assertThat(ManyThreads.call(50, () -> policy.onRecipient(transaction(), recipient())))
                .hasSize(50)
                .doesNotContainNull();
    }

    @Test
    default void comesBackWhenInterrupted() throws InterruptedException {
        RecipientPolicy policy = policy();

        ManyThreads.callInterrupted(() -> policy.onRecipient(transaction(), recipient()));
    }
}
