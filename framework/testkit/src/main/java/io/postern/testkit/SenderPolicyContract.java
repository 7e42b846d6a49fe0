// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Client;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.SenderPolicy;

import org.junit.jupiter.api.Test;

/** What every {@link SenderPolicy} must obey. Implement it in the policy's test. */
public interface SenderPolicyContract {
    /** The policy under test. */
    SenderPolicy policy();

    /** One that it is asked about; has no recipients yet. */
    default Transaction transaction() {
        return TestTransaction.of(TestClient.from("192.0.2.1").saying("client.test"));
    }

    /** The null one too: it is how bounces come (RFC 5321 section 4.5.5). */
    @Test
    default void answersForAnyReversePath() throws InterruptedException {
        SenderPolicy policy = policy();
        for (Transaction transaction : HostileText.transactions(transaction())) {
            assertThat(policy.onSender(transaction))
                    .as("<%s>", transaction.reversePath())
                    .isNotNull();
        }
    }

    @Test
    default void answersForAnyClient() throws InterruptedException {
        SenderPolicy policy = policy();
        for (Client client : HostileText.CLIENTS) {
            assertThat(policy.onSender(TestTransaction.of(client)))
                    .as("%s", client.helo())
                    .isNotNull();
        }
    }

    @Test
    default void canBeAskedFromManyThreads() throws InterruptedException {
        SenderPolicy policy = policy();

        assertThat(ManyThreads.call(50, () -> policy.onSender(transaction())))
                .hasSize(50)
                .doesNotContainNull();
    }

    @Test
    default void comesBackWhenInterrupted() throws InterruptedException {
        SenderPolicy policy = policy();

        ManyThreads.callInterrupted(() -> policy.onSender(transaction()));
    }
}
