// SPDX-License-Identifier: Apache-2.0
package io.postern.relay.networks;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Client;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;
import io.postern.testkit.Addresses;
import io.postern.testkit.RelayPolicyContract;
import io.postern.testkit.TestClient;
import io.postern.testkit.TestTransaction;

import org.junit.jupiter.api.Test;

import java.lang.annotation.Annotation;

class NetworkRelayPolicyTest implements RelayPolicyContract {
    private record Entry(String... value) implements NetworkRelayPolicy.Options {
        @Override
        public Class<? extends Annotation> annotationType() {
            return NetworkRelayPolicy.Options.class;
        }
    }

    @Override
    public RelayPolicy policy() {
        return new NetworkRelayPolicy(new Entry("192.0.2.0/24", "2001:db8::/32"));
    }

    @Override
    public Client friend() {
        return TestClient.from("192.0.2.7");
    }

    @Override
    public Client stranger() {
        return TestClient.from("198.51.100.1");
    }

    @Test
    void strangersAreLeftToOtherPolicies() throws Exception {
        assertThat(ask(policy(), stranger())).isEqualTo(new RelayDecision.Pass());
    }

    @Test
    void anEmptyListPermitsNobody() throws Exception {
        RelayPolicy nobody = new NetworkRelayPolicy(new Entry());

        assertThat(ask(nobody, friend())).isEqualTo(new RelayDecision.Pass());
        assertThat(ask(nobody, TestClient.from("127.0.0.1"))).isEqualTo(new RelayDecision.Pass());
    }

    private static RelayDecision ask(RelayPolicy policy, Client client) throws Exception {
        return policy.onRelay(TestTransaction.of(client), Addresses.recipient("bob@away.test"));
    }
}
