// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.auth.Credentials;
import io.postern.api.mail.ClientCertificate;
import io.postern.sasl.SaslExchange.Step;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What tests of exchanges share. */
final class Steps {
    static final Set<String> ALL = Set.of("password", "scram", "certificate", "token");
    static final ClientCertificate CERTIFICATE =
            new ClientCertificate("CN=joe", List.of("joe@a.example"), "ab".repeat(32));

    private Steps() {}

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String challenge(Step step) {
        assertThat(step).isInstanceOf(Step.Challenge.class);
        return new String(((Step.Challenge) step).data(), StandardCharsets.UTF_8);
    }

    static Credentials asked(Step step) {
        assertThat(step).isInstanceOf(Step.Ask.class);
        return ((Step.Ask) step).credentials();
    }

    /** In TLS with all there is. */
    static final Channel TLS =
            new Channel() {
                @Override
                public boolean isEncrypted() {
                    return true;
                }

                @Override
                public Optional<ClientCertificate> certificate() {
                    return Optional.of(CERTIFICATE);
                }

                @Override
                public Optional<byte[]> binding(Binding type) {
                    return Optional.of(octets("data of " + type));
                }
            };
}
