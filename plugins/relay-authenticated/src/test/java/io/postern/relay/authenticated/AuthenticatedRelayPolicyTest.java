// SPDX-License-Identifier: Apache-2.0
package io.postern.relay.authenticated;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Client;
import io.postern.api.mail.ClientCertificate;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;
import io.postern.testkit.Addresses;
import io.postern.testkit.RelayPolicyContract;
import io.postern.testkit.TestClient;
import io.postern.testkit.TestTransaction;

import org.junit.jupiter.api.Test;

import java.util.List;

class AuthenticatedRelayPolicyTest implements RelayPolicyContract {
    @Override
    public RelayPolicy policy() {
        return new AuthenticatedRelayPolicy();
    }

    @Override
    public Client friend() {
        return TestClient.from("198.51.100.1").as("alice@local.test");
    }

    @Override
    public Client stranger() {
        return TestClient.from("127.0.0.1").inTls();
    }

    @Test
    void aCertificateIsNoLogin() throws Exception {
        Client shown =
                TestClient.from("127.0.0.1")
                        .with(
                                new ClientCertificate(
                                        "CN=a", List.of("alice@local.test"), "0".repeat(64)));

        assertThat(policy().onRelay(TestTransaction.of(shown), Addresses.recipient("b@away.test")))
                .isEqualTo(new RelayDecision.Pass());
    }
}
