// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authentication.Identity;
import io.postern.sasl.SaslExchange.Step;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.Set;

class MechanismsTest {
    private static final List<Authentication> ANSWERS =
            List.of(
                    new Authentication.Pass(),
                    new Authentication.Refused(),
                    new Authentication.Scram(
                            new Identity("joe", List.of()),
                            new byte[8],
                            4096,
                            new byte[32],
                            new byte[32]),
                    new Authentication.Scram(
                            new Identity("joe", List.of()),
                            new byte[0],
                            1,
                            new byte[0],
                            new byte[0]));

    private final Mechanisms mechanisms = new Mechanisms(new SecureRandom());

    @Test
    void strongestIsOfferedFirst() {
        assertThat(mechanisms.offered(Steps.ALL, Steps.TLS))
                .containsExactly(
                        "EXTERNAL",
                        "SCRAM-SHA-256-PLUS",
                        "SCRAM-SHA-256",
                        "OAUTHBEARER",
                        "XOAUTH2",
                        "PLAIN",
                        "LOGIN");
    }

    @Test
    void whatNeedsTlsIsNotOfferedInTheClear() {
        assertThat(mechanisms.offered(Steps.ALL, Channel.CLEAR))
                .containsExactly("SCRAM-SHA-256", "PLAIN", "LOGIN");
        assertThat(mechanisms.start("SCRAM-SHA-256-PLUS", Steps.ALL, Channel.CLEAR)).isEmpty();
    }

    @Test
    void whatNobodyCanJudgeIsNotOffered() {
        assertThat(mechanisms.offered(Set.of("password"), Steps.TLS))
                .containsExactly("PLAIN", "LOGIN");
        assertThat(mechanisms.offered(Set.of(), Steps.TLS)).isEmpty();
        assertThat(mechanisms.start("PLAIN", Set.of("token"), Steps.TLS)).isEmpty();
        assertThat(mechanisms.start("CRAM-MD5", Steps.ALL, Steps.TLS)).isEmpty();
    }

    /** Whatever comes is answered by a step, and none of it is a success without an identity. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "EXTERNAL",
                "SCRAM-SHA-256-PLUS",
                "SCRAM-SHA-256",
                "OAUTHBEARER",
                "XOAUTH2",
                "PLAIN",
                "LOGIN"
            })
    void anyOctetsAreAnsweredByAStep(String mechanism) {
        Random random = new Random(4422);
        String[] words = {
            "n,,",
            "y,,",
            "p=tls-exporter,,",
            "n=joe",
            ",r=abc",
            "c=biws",
            ",p=YQ==",
            "auth=Bearer ",
            "user=joe",
            "\u0001",
            "\u0001\u0001",
            "\0",
            "a=joe,",
            "=2C",
            "=3D",
            "=",
            ",",
            "joe",
            "\u00fc",
            "\ufb01",
            "\u00ad",
            "\u2028"
        };
        for (int round = 0; round < 5_000; round++) {
            SaslExchange exchange = mechanisms.start(mechanism, Steps.ALL, Steps.TLS).orElseThrow();
            for (int turn = 0; turn < 4; turn++) {
                StringBuilder text = new StringBuilder();
                for (int i = random.nextInt(8); i > 0; i--) {
                    text.append(words[random.nextInt(words.length)]);
                }
                byte[] response = Steps.octets(text.toString());
                if (response.length > 0 && random.nextInt(4) == 0) {
                    response[random.nextInt(response.length)] = (byte) random.nextInt();
                }
                Step step = exchange.respond(response);
                if (step instanceof Step.Ask ask) {
                    step = ask.then().on(ANSWERS.get(random.nextInt(ANSWERS.size())));
                }
                assertThat(step).isNotNull().isNotInstanceOf(Step.Success.class);
            }
        }
    }
}
