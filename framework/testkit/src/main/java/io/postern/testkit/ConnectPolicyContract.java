// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Client;
import io.postern.api.policy.ConnectPolicy;

import org.junit.jupiter.api.Test;

/** What every {@link ConnectPolicy} must obey. Implement it in the policy's test. */
public interface ConnectPolicyContract {
    /** The policy under test. */
    ConnectPolicy policy();

    /** One whom it is asked about. */
    default Client client() {
        return TestClient.from("192.0.2.1");
    }

    /** Whoever connects: over IPv4 and IPv6, from loopback and from far away. */
    @Test
    default void answersForAnyClient() throws InterruptedException {
        ConnectPolicy policy = policy();
        for (Client client : HostileText.CLIENTS) {
            assertThat(policy.onConnect(client)).as("%s", client.address()).isNotNull();
        }
    }

    @Test
    default void canBeAskedFromManyThreads() throws InterruptedException {
        ConnectPolicy policy = policy();

        assertThat(ManyThreads.call(50, () -> policy.onConnect(client())))
                .hasSize(50)
                .doesNotContainNull();
    }

    @Test
    default void comesBackWhenInterrupted() throws InterruptedException {
        ConnectPolicy policy = policy();

        ManyThreads.callInterrupted(() -> policy.onConnect(client()));
    }
}
