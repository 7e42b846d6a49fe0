// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Message;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;

import org.junit.jupiter.api.Test;

/** What every {@link MessagePolicy} must obey. Implement it in the policy's test. */
public interface MessagePolicyContract {
    /** The policy under test. */
    MessagePolicy policy();

    /** What the messages below belong to. */
    default Transaction transaction() {
        return TestTransaction.of(TestClient.from("192.0.2.1")).to("bob@local.test");
    }

    /** One that it is asked about, and neither refuses for good nor discards. */
    default TestMessage message() {
        return TestMessage.saying("hello");
    }

    @Test
    default void answersForStrangeMessages() throws InterruptedException {
        MessagePolicy policy = policy();
        for (Message strange : HostileText.MESSAGES) {
            assertThat(policy.onMessage(transaction(), strange))
                    .as(() -> HostileText.beginning(strange))
                    .isNotNull();
        }
    }

    /** What it opens it closes: a spool has so many files and no more. */
    @Test
    default void closesWhatItReads() throws InterruptedException {
        TestMessage message = message();

        policy().onMessage(transaction(), message);

        assertThat(message.openStreams()).isZero();
    }

    /**
     * Trouble of ours is temporary: where the message can't be read, the policy defers, throws (an
     * {@link java.io.UncheckedIOException}, which counts as that) or doesn't care.
     */
    @Test
    default void refusesNothingForGoodThatItCannotRead() throws InterruptedException {
        MessageVerdict verdict;
        try {
            verdict = policy().onMessage(transaction(), message().broken());
        } catch (java.io.UncheckedIOException _) {
            return;
        }
        assertThat(verdict)
                .isNotNull()
                .isNotInstanceOfAny(MessageVerdict.Reject.class, MessageVerdict.Discard.class);
    }

    @Test
    default void canBeAskedFromManyThreads() throws InterruptedException {
        MessagePolicy policy = policy();

        assertThat(ManyThreads.call(50, () -> policy.onMessage(transaction(), message())))
                .hasSize(50)
                .doesNotContainNull();
    }

    @Test
    default void comesBackWhenInterrupted() throws InterruptedException {
        MessagePolicy policy = policy();

        ManyThreads.callInterrupted(() -> policy.onMessage(transaction(), message()));
    }
}
