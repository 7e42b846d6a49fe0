// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import static io.postern.sasl.Steps.octets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authentication.Identity;
import io.postern.sasl.ClientExchange.Answer;
import io.postern.sasl.SaslExchange.Step;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class ClientExchangesTest {
    private static final ClientLogin.Password LOGIN = new ClientLogin.Password("user", "pencil");
    private static final ClientLogin.Token TOKEN = new ClientLogin.Token("user@a.example", "abc.d");
    private static final Set<ClientMechanism> ALL = EnumSet.allOf(ClientMechanism.class);
    private static final Identity USER = new Identity("user", List.of("user@a.example"));

    /** RFC 5802 section 5. */
    @Test
    void exampleOfScramSha1Runs() {
        ClientExchange exchange =
                ClientMechanism.SCRAM_SHA_1.start(LOGIN, "fyko+d2lbbFgONRv9qkxdawL");
        assertThat(text(exchange.initial())).isEqualTo("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
        assertThat(
                        said(
                                exchange,
                                "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,"
                                        + "i=4096"))
                .isEqualTo(
                        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
                                + "p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
        assertThat(exchange.doubt()).isPresent();
        assertThat(said(exchange, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=")).isEmpty();
        assertThat(exchange.doubt()).isEmpty();
    }

    /** RFC 7677 section 3. */
    @Test
    void exampleOfScramSha256Runs() {
        ClientExchange exchange =
                ClientMechanism.SCRAM_SHA_256.start(LOGIN, "rOprNGfwEbeRWgbNEkqO");
        assertThat(
                        said(
                                exchange,
                                "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                        + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"))
                .endsWith("p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assertThat(said(exchange, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")).isEmpty();
        assertThat(exchange.doubt()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r=other,s=QSXCR+Q6sek8bf92,i=4096",
                "r=nonce,s=QSXCR+Q6sek8bf92,i=4096",
                "r=nonceX,s=QSXCR+Q6sek8bf92,i=1",
                "r=nonceX,s=QSXCR+Q6sek8bf92,i=99999999",
                "r=nonceX,s=,i=4096",
                "r=nonceX,s=====,i=4096",
                "m=x,r=nonceX,s=QSXCR+Q6sek8bf92,i=4096",
                "e=other-error",
                "",
            })
    void aServerWhoseFirstMessageIsWrongLearnsNothing(String message) {
        ClientExchange exchange = ClientMechanism.SCRAM_SHA_256.start(LOGIN, "nonce");
        assertThat(exchange.respond(octets(message))).isInstanceOf(Answer.Cancel.class);
        assertThat(exchange.doubt()).isPresent();
        assertThat(exchange.respond(octets("v=AAAA"))).isInstanceOf(Answer.Cancel.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=AAAA", "e=invalid-proof", "v=", ""})
    void aServerThatCanNotProveItselfIsNotBelieved(String proof) {
        ClientExchange exchange = ClientMechanism.SCRAM_SHA_1.start(LOGIN, "nonce");
        said(exchange, "r=nonceX,s=QSXCR+Q6sek8bf92,i=4096");
        assertThat(exchange.respond(octets(proof))).isInstanceOf(Answer.Cancel.class);
        assertThat(exchange.doubt()).isPresent();
    }

    /** Our own server must understand our own client, odd names and all. */
    @ParameterizedTest
    @EnumSource(names = {"SCRAM_SHA_256", "PLAIN", "LOGIN", "OAUTHBEARER", "XOAUTH2"})
    void bothSidesUnderstandEachOther(ClientMechanism mechanism) {
        ClientLogin login =
                mechanism == ClientMechanism.OAUTHBEARER || mechanism == ClientMechanism.XOAUTH2
                        ? new ClientLogin.Token("a=b,c@d.example", "abc.d==")
                        : new ClientLogin.Password("a=b,c@d.example", "päss wörd");
        SaslExchange server =
                new Mechanisms(new SecureRandom())
                        .start(mechanism.label(), Steps.ALL, Steps.TLS)
                        .orElseThrow();
        ClientExchange client = mechanism.start(login, "abcdef");
        Step step = client.initial().map(server::respond).orElseGet(server::begin);
        for (int turn = 0; turn < 9 && !(step instanceof Step.Success); turn++) {
            step =
                    switch (step) {
                        case Step.Challenge(byte[] data) -> server.respond(response(client, data));
                        case Step.Ask ask -> ask.then().on(known(mechanism));
                        default -> throw new AssertionError(step.toString());
                    };
        }
        assertThat(step).isEqualTo(new Step.Success(USER));
        assertThat(client.doubt()).isEmpty();
    }

    private static Authentication known(ClientMechanism mechanism) {
        if (mechanism != ClientMechanism.SCRAM_SHA_256) {
            return USER;
        }
        ScramKeys keys = ScramKeys.of("päss wörd", octets("salt"), 4096);
        return new Authentication.Scram(
                USER, keys.salt(), keys.iterations(), keys.storedKey(), keys.serverKey());
    }

    @Test
    void tokensGoInTheirForms() {
        assertThat(text(ClientMechanism.OAUTHBEARER.start(TOKEN, "").initial()))
                .isEqualTo("n,a=user@a.example,\u0001auth=Bearer abc.d\u0001\u0001");
        ClientExchange old = ClientMechanism.XOAUTH2.start(TOKEN, "");
        assertThat(text(old.initial()))
                .isEqualTo("user=user@a.example\u0001auth=Bearer abc.d\u0001\u0001");
        assertThat(said(old, "{\"status\":\"400\"}")).isEmpty();
    }

    @Test
    void aServerThatAsksForMoreThanTheMechanismHasIsLeft() {
        assertThat(ClientMechanism.PLAIN.start(LOGIN, "").respond(octets("?")))
                .isInstanceOf(Answer.Cancel.class);
        ClientExchange login = ClientMechanism.LOGIN.start(LOGIN, "");
        said(login, "Username:");
        said(login, "Password:");
        assertThat(login.respond(octets("Password:"))).isInstanceOf(Answer.Cancel.class);
    }

    @ParameterizedTest
    @CsvSource({
        "true, LOGIN PLAIN SCRAM-SHA-1 SCRAM-SHA-256, SCRAM_SHA_256",
        "true, LOGIN PLAIN SCRAM-SHA-1, SCRAM_SHA_1",
        "true, LOGIN PLAIN, PLAIN",
        "true, LOGIN X-OTHER, LOGIN",
        "false, LOGIN PLAIN SCRAM-SHA-1, SCRAM_SHA_1",
        "false, LOGIN PLAIN,",
        "true, OAUTHBEARER XOAUTH2 GSSAPI,",
    })
    void theStrongestIsTaken(boolean hidden, String offered, ClientMechanism expected) {
        assertThat(ClientMechanism.strongest(List.of(offered.split(" ")), ALL, LOGIN, hidden))
                .isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void whatIsNotAllowedIsNotTaken() {
        assertThat(
                        ClientMechanism.strongest(
                                List.of("PLAIN", "SCRAM-SHA-256"),
                                Set.of(ClientMechanism.PLAIN),
                                LOGIN,
                                true))
                .contains(ClientMechanism.PLAIN);
    }

    @Test
    void tokensAreNeverShownInClear() {
        List<String> offered = List.of("XOAUTH2", "OAUTHBEARER", "PLAIN");
        assertThat(ClientMechanism.strongest(offered, ALL, TOKEN, false)).isEmpty();
        assertThat(ClientMechanism.strongest(offered, ALL, TOKEN, true))
                .contains(ClientMechanism.OAUTHBEARER);
    }

    @Test
    void nothingPrintsASecret() {
        assertThat(LOGIN.toString()).contains("user").doesNotContain("pencil");
        assertThat(TOKEN.toString()).contains("user").doesNotContain("abc");
    }

    @Test
    void whatCanNotBeSentIsNoLogin() {
        assertThatThrownBy(() -> new ClientLogin.Password("user", ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClientLogin.Password("user", "a\0b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClientLogin.Token("user", "a b"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("a b");
    }

    private static String said(ClientExchange exchange, String challenge) {
        return new String(response(exchange, octets(challenge)), StandardCharsets.UTF_8);
    }

    private static byte[] response(ClientExchange exchange, byte[] challenge) {
        Answer answer = exchange.respond(challenge);
        assertThat(answer).isInstanceOf(Answer.Response.class);
        return ((Answer.Response) answer).octets();
    }

    private static String text(Optional<byte[]> initial) {
        return new String(initial.orElseThrow(), StandardCharsets.UTF_8);
    }
}
