// SPDX-License-Identifier: Apache-2.0
package io.postern.relay.certificates;

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

import java.lang.annotation.Annotation;
import java.util.List;

class CertificateRelayPolicyTest implements RelayPolicyContract {
    private static final String FINGERPRINT = "ab".repeat(32);

    private record Entry(String... value) implements CertificateRelayPolicy.Options {
        @Override
        public Class<? extends Annotation> annotationType() {
            return CertificateRelayPolicy.Options.class;
        }
    }

    @Override
    public RelayPolicy policy() {
        return new CertificateRelayPolicy(new Entry());
    }

    @Override
    public Client friend() {
        return showing(FINGERPRINT, "branch.test");
    }

    @Override
    public Client stranger() {
        return TestClient.from("127.0.0.1").inTls().as("alice@local.test");
    }

    @Test
    void aListNarrowsIt() throws Exception {
        Client other = showing("cd".repeat(32), "other.test", "head@other.test");

        assertThat(permits(other, "branch.test", FINGERPRINT)).isFalse();
        assertThat(permits(other, "Other.test")).isTrue();
        assertThat(permits(other, "branch.test", "head@other.test")).isTrue();
        assertThat(permits(friend(), FINGERPRINT)).isTrue();
    }

    @Test
    void aFingerprintMayBeWrittenWithColonsAndCapitals() throws Exception {
        assertThat(permits(friend(), "AB" + ":AB".repeat(31))).isTrue();
        assertThat(permits(friend(), "CD" + ":AB".repeat(31))).isFalse();
    }

    @Test
    void aNameIsNoFingerprint() throws Exception {
        assertThat(permits(showing("cd".repeat(32), FINGERPRINT), FINGERPRINT)).isFalse();
    }

    private static Client showing(String fingerprint, String... names) {
        return TestClient.from("198.51.100.1")
                .with(new ClientCertificate("CN=x", List.of(names), fingerprint));
    }

    private static boolean permits(Client client, String... listed) throws Exception {
        return new CertificateRelayPolicy(new Entry(listed))
                .onRelay(TestTransaction.of(client), Addresses.recipient("bob@away.test"))
                .equals(new RelayDecision.Permit());
    }
}
