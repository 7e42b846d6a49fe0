// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import static io.postern.sasl.Steps.asked;
import static io.postern.sasl.Steps.challenge;
import static io.postern.sasl.Steps.octets;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authentication.Identity;
import io.postern.api.auth.Credentials;
import io.postern.sasl.SaslExchange.Step;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class TokenExchangesTest {
    @ParameterizedTest
    @CsvSource({
        "OAUTHBEARER,'n,a=user@a.example,^host=b^port=143^auth=Bearer vF9dft4q~TQ==^^',"
                + "user@a.example,vF9dft4q~TQ==",
        "OAUTHBEARER,'n,,^auth=bearer x^^','',x",
        "OAUTHBEARER,'y,,^auth=Bearer x^^','',x",
        "XOAUTH2,'user=joe@a.example^auth=Bearer ya29.vF9dft4q^^',joe@a.example,ya29.vF9dft4q"
    })
    void messageIsUnderstood(TokenExchange.Form form, String text, String account, String token) {
        assertThat(asked(respond(form, text))).isEqualTo(new Credentials.Token(account, token));
    }

    @ParameterizedTest
    @CsvSource({
        "OAUTHBEARER,''",
        "OAUTHBEARER,^",
        "OAUTHBEARER,'n,,'",
        "OAUTHBEARER,'n,,^'",
        "OAUTHBEARER,'n,,^auth=Bearer x'",
        "OAUTHBEARER,'n,,^auth=Bearer x^'",
        "OAUTHBEARER,'n,,auth=Bearer x^^'",
        "OAUTHBEARER,'x,,^auth=Bearer x^^'",
        "OAUTHBEARER,'n,b=joe,^auth=Bearer x^^'",
        "OAUTHBEARER,'n,a=j=2Do,^auth=Bearer x^^'",
        "OAUTHBEARER,'p=tls-exporter,,^auth=Bearer x^^'",
        "XOAUTH2,''",
        "XOAUTH2,'auth=Bearer x^'",
        "XOAUTH2,'user=^auth=Bearer x^^'"
    })
    void malformedMessageNeverAsks(TokenExchange.Form form, String text) {
        assertThat(respond(form, text)).isInstanceOf(Step.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "OAUTHBEARER,'n,,^^'",
        "OAUTHBEARER,'n,,^auth=^^'",
        "OAUTHBEARER,'n,,^auth=Basic x^^'",
        "OAUTHBEARER,'n,,^auth=Bearer x y^^'",
        "XOAUTH2,'user=joe^auth=Bearer ^^'"
    })
    void messageWithoutATokenGetsTheError(TokenExchange.Form form, String text) {
        assertThat(challenge(respond(form, text))).contains("invalid_token");
    }

    @Test
    void refusedTokenGetsTheErrorAndThenTheRefusal() {
        TokenExchange exchange = new TokenExchange(TokenExchange.Form.OAUTHBEARER);
        Step.Ask ask = (Step.Ask) exchange.respond(octets("n,,\u0001auth=Bearer x\u0001\u0001"));
        assertThat(challenge(ask.then().on(new Authentication.Refused())))
                .isEqualTo("{\"status\":\"invalid_token\",\"schemes\":\"bearer\"}");
        assertThat(exchange.respond(octets("\u0001"))).isInstanceOf(Step.Refused.class);
        assertThat(exchange.respond(octets("\u0001"))).isInstanceOf(Step.Malformed.class);
    }

    @Test
    void goodTokenIsASuccess() {
        Identity joe = new Identity("joe", List.of("*"));
        Step.Ask ask = (Step.Ask) respond(TokenExchange.Form.XOAUTH2, "user=joe^auth=Bearer x^^");
        assertThat(ask.then().on(joe)).isEqualTo(new Step.Success(joe));
        assertThat(ask.toString()).doesNotContain("token=x");
    }

    @Test
    void certificateSpeaksForItselfOrForWhomTheClientNames() {
        assertThat(asked(new ExternalExchange(Steps.CERTIFICATE).respond(new byte[0])))
                .isEqualTo(new Credentials.Certificate("", Steps.CERTIFICATE));
        assertThat(asked(new ExternalExchange(Steps.CERTIFICATE).respond(octets("joe"))))
                .isEqualTo(new Credentials.Certificate("joe", Steps.CERTIFICATE));
        assertThat(new ExternalExchange(Steps.CERTIFICATE).respond(octets("a\0b")))
                .isInstanceOf(Step.Malformed.class);
    }

    private static Step respond(TokenExchange.Form form, String text) {
        return new TokenExchange(form).respond(octets(text.replace('^', '\u0001')));
    }
}
