// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Mailbox;
import io.postern.api.transport.Shaping;
import io.postern.api.transport.ShapingPolicy;
import io.postern.api.transport.ShapingPolicy.Destination;

import org.junit.jupiter.api.Test;

/** What every {@link ShapingPolicy} must obey. Implement it in the policy's test. */
public interface ShapingPolicyContract {
    /** The policy under test. */
    ShapingPolicy policy();

    /** One that it is asked about. */
    default Destination destination() {
        return TestDestination.of("example.test", "mx.example.test").from("default");
    }

    /** Before a source is chosen and after it, for hosts and without any. */
    @Test
    default void answersForAnyDestination() throws InterruptedException {
        ShapingPolicy policy = policy();
        for (Mailbox mailbox : HostileText.MAILBOXES) {
            String domain = mailbox.domain().name();
            for (TestDestination destination :
                    new TestDestination[] {
                        TestDestination.of(domain),
                        TestDestination.of(domain, "mx.example.test"),
                        TestDestination.of(domain, "192.0.2.1", "2001:db8::1").from("default"),
                        TestDestination.of(domain).by("maildir")
                    }) {
                assertSound(policy.shape(destination), destination);
            }
        }
    }

    @Test
    default void canBeAskedFromManyThreads() throws InterruptedException {
        ShapingPolicy policy = policy();

        assertThat(ManyThreads.call(50, () -> policy.shape(destination())))
                .hasSize(50)
                .doesNotContainNull();
    }

    @Test
    default void comesBackWhenInterrupted() throws InterruptedException {
        ShapingPolicy policy = policy();

        ManyThreads.callInterrupted(() -> policy.shape(destination()));
    }

    private static void assertSound(Shaping shaping, Destination destination) {
        assertThat(shaping).as("%s", destination).isNotNull();
        if (shaping instanceof Shaping.Limits limits) {
            assertThat(limits.pool().orElse("named")).as("%s", destination).isNotBlank();
        }
    }
}
