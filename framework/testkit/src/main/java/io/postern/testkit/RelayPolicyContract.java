// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Client;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What every {@link RelayPolicy} must obey. Implement it in the policy's test. */
public interface RelayPolicyContract {
    /** The policy, set up so that it permits {@link #friend} and not {@link #stranger}. */
    RelayPolicy policy();

    /** A client that may relay. */
    Client friend();

    /** One that may not. */
    Client stranger();

    @Test
    default void permitsItsFriend() throws InterruptedException {
        assertThat(policy().onRelay(from(friend()), someone()))
                .isInstanceOf(RelayDecision.Permit.class);
    }

    @Test
    default void permitsNoStranger() throws InterruptedException {
        assertThat(policy().onRelay(from(stranger()), someone()))
                .isNotNull()
                .isNotInstanceOf(RelayDecision.Permit.class);
    }

    @Test
    default void permitsNoStrangerWhateverTheRecipientLooksLike() throws InterruptedException {
        for (Mailbox mailbox : HostileText.MAILBOXES) {
            assertThat(policy().onRelay(from(stranger()), Recipient.of(mailbox)))
                    .as("%s", mailbox)
                    .isNotNull()
                    .isNotInstanceOf(RelayDecision.Permit.class);
        }
    }

    @Test
    default void canBeAskedFromManyThreads() throws InterruptedException {
        RelayPolicy policy = policy();

        List<RelayDecision> decisions =
                ManyThreads.call(50, () -> policy.onRelay(from(friend()), someone()));

        assertThat(decisions).hasSize(50).hasOnlyElementsOfType(RelayDecision.Permit.class);
    }

    @Test
    default void comesBackWhenInterrupted() throws InterruptedException {
        RelayPolicy policy = policy();

        ManyThreads.callInterrupted(() -> policy.onRelay(from(friend()), someone()));
    }

    private static Transaction from(Client client) {
        return TestTransaction.of(client);
    }

    private static Recipient someone() {
        return Addresses.recipient("someone@elsewhere.test");
    }
}
