// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Message;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.HeaderPolicy;

import org.junit.jupiter.api.Test;

/** What every {@link HeaderPolicy} must obey. Implement it in the policy's test. */
public interface HeaderPolicyContract {
    /** The policy under test. */
    HeaderPolicy policy();

    /** What the headers below belong to. */
    default Transaction transaction() {
        return TestTransaction.of(TestClient.from("192.0.2.1")).to("bob@local.test");
    }

    /** A message whose header section it is asked about. */
    default TestMessage message() {
        return TestMessage.saying("hello");
    }

    /** No fields at all, empty ones, very long ones, thousands of them. */
    @Test
    default void answersForStrangeHeaders() throws InterruptedException {
        HeaderPolicy policy = policy();
        for (Message strange : HostileText.MESSAGES) {
            assertThat(policy.onHeaders(transaction(), strange))
                    .as(() -> HostileText.beginning(strange))
                    .isNotNull();
        }
    }

    @Test
    default void canBeAskedFromManyThreads() throws InterruptedException {
        HeaderPolicy policy = policy();

        assertThat(ManyThreads.call(50, () -> policy.onHeaders(transaction(), message())))
                .hasSize(50)
                .doesNotContainNull();
    }

    @Test
    default void comesBackWhenInterrupted() throws InterruptedException {
        HeaderPolicy policy = policy();

        ManyThreads.callInterrupted(() -> policy.onHeaders(transaction(), message()));
    }
}
