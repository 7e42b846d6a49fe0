// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Client;
import io.postern.api.policy.HeloPolicy;

import org.junit.jupiter.api.Test;

/** What every {@link HeloPolicy} must obey. Implement it in the policy's test. */
public interface HeloPolicyContract {
    /** The policy under test. */
    HeloPolicy policy();

    /** One whom it is asked about; has said its name. */
    default Client client() {
        return TestClient.from("192.0.2.1").saying("client.test");
    }

    /** What a client calls itself is any text. */
    @Test
    default void answersForAnyName() throws InterruptedException {
        HeloPolicy policy = policy();
        for (Client client : HostileText.CLIENTS) {
            assertThat(policy.onHelo(client)).as("%s", client.helo()).isNotNull();
        }
    }

    @Test
    default void canBeAskedFromManyThreads() throws InterruptedException {
        HeloPolicy policy = policy();

        assertThat(ManyThreads.call(50, () -> policy.onHelo(client())))
                .hasSize(50)
                .doesNotContainNull();
    }

    @Test
    default void comesBackWhenInterrupted() throws InterruptedException {
        HeloPolicy policy = policy();

        ManyThreads.callInterrupted(() -> policy.onHelo(client()));
    }
}
