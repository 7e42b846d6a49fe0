// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import static io.postern.sasl.Steps.asked;
import static io.postern.sasl.Steps.challenge;
import static io.postern.sasl.Steps.octets;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authentication.Identity;
import io.postern.api.auth.Credentials;
import io.postern.api.mail.Status;
import io.postern.sasl.SaslExchange.Step;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

class PasswordExchangesTest {
    @ParameterizedTest
    @CsvSource({
        "~tim~tanstaaftanstaaf,tim,tanstaaftanstaaf",
        "tim~tim~secret,tim,secret",
        "~user@a.example~p w,user@a.example,p w",
        "~ü~ü,ü,ü",
        "~u\u0308~p,ü,p",
        "~I\u00adX~p,IX,p"
    })
    void plainMessageIsUnderstood(String message, String account, String password) {
        assertThat(asked(plain(message))).isEqualTo(new Credentials.Password(account, password));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "~",
                "~~",
                "~~~",
                "tim",
                "~tim",
                "tim~secret",
                "~tim~",
                "~~secret",
                "a~~b",
                "~tim~secret~",
                "~tim~sec~ret",
                "~~tim~secret"
            })
    void malformedPlainMessageNeverAsks(String message) {
        assertThat(plain(message)).isInstanceOf(Step.Malformed.class);
    }

    @Test
    void nobodyActsForAnother() {
        assertThat(plain("Ursel~Kurt~xipj3plmq")).isInstanceOf(Step.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"~a\u0007b~p", "~a~\u0007", "~\u00ad~p", "~a\u2028b~p"})
    void prohibitedCharactersAreRefused(String message) {
        assertThat(plain(message)).isInstanceOf(Step.Refused.class);
    }

    @Test
    void octetsThatAreNotUtf8AreRefused() {
        byte[] message = {0, 'a', 0, (byte) 0xc0, (byte) 0xaf};
        assertThat(new PlainExchange().respond(message)).isInstanceOf(Step.Refused.class);
    }

    @Test
    void endlessPasswordIsRefused() {
        assertThat(plain("~a~" + "p".repeat(1025))).isInstanceOf(Step.Refused.class);
    }

    @Test
    void answersEndTheExchange() {
        Identity identity = new Identity("tim", List.of("tim@a.example"));
        Status.Transient down = new Status.Transient(7, 0, "directory down");
        assertThat(answered(identity)).isEqualTo(new Step.Success(identity));
        assertThat(answered(new Authentication.Pass())).isInstanceOf(Step.Refused.class);
        assertThat(answered(new Authentication.Refused())).isInstanceOf(Step.Refused.class);
        assertThat(answered(new Authentication.Defer(down))).isEqualTo(new Step.Deferred(down));
    }

    @Test
    void exchangeIsRunOnce() {
        PlainExchange exchange = new PlainExchange();
        assertThat(challenge(exchange.begin())).isEmpty();
        assertThat(exchange.respond(octets("x"))).isInstanceOf(Step.Malformed.class);
        assertThat(exchange.respond(octets("\0tim\0secret"))).isInstanceOf(Step.Malformed.class);
    }

    @Test
    void loginAsksForNameAndPassword() {
        LoginExchange exchange = new LoginExchange();
        assertThat(challenge(exchange.begin())).isEqualTo("Username:");
        assertThat(challenge(exchange.respond(octets("tim")))).isEqualTo("Password:");
        assertThat(asked(exchange.respond(octets("secret"))))
                .isEqualTo(new Credentials.Password("tim", "secret"));
        assertThat(exchange.respond(octets("again"))).isInstanceOf(Step.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource({"'',secret", "tim,''", "'a\u0007',secret", "\u00ad,secret"})
    void emptyOrProhibitedLoginIsRefused(String name, String password) {
        LoginExchange exchange = new LoginExchange();
        assertThat(challenge(exchange.respond(octets(name)))).isEqualTo("Password:");
        assertThat(exchange.respond(octets(password))).isInstanceOf(Step.Refused.class);
    }

    @Test
    void passwordIsNotInAnyText() {
        assertThat(plain("~tim~secret").toString()).doesNotContain("secret");
    }

    private static Step answered(Authentication authentication) {
        return ((Step.Ask) plain("~tim~secret")).then().on(authentication);
    }

    private static Step plain(String message) {
        return new PlainExchange().respond(octets(message.replace('~', '\0')));
    }
}
