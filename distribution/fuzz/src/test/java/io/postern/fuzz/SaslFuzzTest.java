// SPDX-License-Identifier: Apache-2.0
package io.postern.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authentication.Identity;
import io.postern.api.mail.ClientCertificate;
import io.postern.sasl.Channel;
import io.postern.sasl.Mechanisms;
import io.postern.sasl.SaslExchange;
import io.postern.sasl.SaslExchange.Step;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The mechanisms of SASL. */
class SaslFuzzTest {
    private static final Set<String> ALL = Set.of("password", "scram", "certificate", "token");
    private static final Mechanisms MECHANISMS = new Mechanisms(new SecureRandom());
    private static final Channel TLS =
            new Channel() {
                @Override
                public boolean isEncrypted() {
                    return true;
                }

                @Override
                public Optional<ClientCertificate> certificate() {
                    return Optional.of(new ClientCertificate("CN=joe", List.of(), ""));
                }

                @Override
                public Optional<byte[]> binding(Binding type) {
                    return Optional.of(type.name().getBytes(StandardCharsets.US_ASCII));
                }
            };

    /** Any responses are answered by steps, and nobody is let in whom no authenticator knows. */
    @FuzzTest
    void exchange(FuzzedDataProvider data) {
        String mechanism = data.pickValue(MECHANISMS.offered(ALL, TLS));
        SaslExchange exchange = MECHANISMS.start(mechanism, ALL, TLS).orElseThrow();
        boolean keys = data.consumeBoolean();
        Authentication answer =
                keys
                        ? new Authentication.Scram(
                                new Identity("joe", List.of()),
                                new byte[16],
                                4096,
                                new byte[32],
                                new byte[32])
                        : new Authentication.Pass();
        for (int turn = 0; turn < 4; turn++) {
            Step step = exchange.respond(data.consumeBytes(data.consumeInt(0, 300)));
            if (step instanceof Step.Ask ask) {
                assertThat(ask.credentials().toString()).doesNotContain("\0", "\r", "\n");
                step = ask.then().on(answer);
            }
            assertThat(step).isNotNull().isNotInstanceOf(Step.Success.class);
        }
    }
}
