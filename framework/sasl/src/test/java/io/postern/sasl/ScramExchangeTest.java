// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import static io.postern.sasl.Steps.asked;
import static io.postern.sasl.Steps.challenge;
import static io.postern.sasl.Steps.octets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authentication.Identity;
import io.postern.api.auth.Credentials;
import io.postern.api.mail.Status;
import io.postern.sasl.SaslExchange.Step;
import io.postern.sasl.ScramExchange.Binding;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

class ScramExchangeTest {
    private static final Identity USER = new Identity("user", List.of("user@a.example"));
    private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final FakeKeys FAKES = new FakeKeys(new SecureRandom());

    /** RFC 7677 section 3. */
    @Test
    void exampleOfTheRfcRuns() {
        ScramExchange exchange = exchange(Binding.NONE);
        assertThat(challenge(exchange.begin())).isEmpty();
        Step asked = exchange.respond(octets("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"));
        assertThat(asked(asked)).isEqualTo(new Credentials.Scram("user"));
        assertThat(challenge(((Step.Ask) asked).then().on(keys())))
                .isEqualTo(
                        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        Step last =
                exchange.respond(
                        octets(
                                "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="));
        assertThat(challenge(last)).isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        assertThat(exchange.respond(new byte[0])).isEqualTo(new Step.Success(USER));
        assertThat(exchange.respond(new byte[0])).isInstanceOf(Step.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "NONE,n",
        "NONE,y",
        "OFFERED,n",
        "REQUIRED,p=tls-exporter",
        "REQUIRED,p=tls-server-end-point"
    })
    void rightPasswordIsASuccess(Binding binding, String flag) {
        ScramExchange exchange = exchange(binding);
        Step last = run(exchange, flag, "pencil", keys());
        assertThat(challenge(last)).startsWith("v=");
        assertThat(exchange.respond(new byte[0])).isEqualTo(new Step.Success(USER));
    }

    @ParameterizedTest
    @CsvSource({
        "OFFERED,y",
        "OFFERED,p=tls-exporter",
        "NONE,p=tls-exporter",
        "REQUIRED,n",
        "REQUIRED,y",
        "REQUIRED,p=tls-unique",
        "REQUIRED,p=foo"
    })
    void bindingThatIsNotOursIsRefused(Binding binding, String flag) {
        Step step = exchange(binding).respond(octets(flag + ",,n=user,r=abc"));
        assertThat(step).isInstanceOf(Step.Refused.class);
    }

    /** Somebody in the middle has another channel to each side. */
    @Test
    void bindingToAnotherChannelIsRefused() {
        ScramExchange exchange = exchange(Binding.REQUIRED);
        String header = "p=tls-exporter,,";
        String server = first(exchange, header + "n=user,r=" + CLIENT_NONCE, keys());
        String last = last(header, octets("another channel"), server, "pencil");
        assertThat(exchange.respond(octets(last))).isInstanceOf(Step.Refused.class);
    }

    @Test
    void wrongPasswordIsRefused() {
        assertThat(run(exchange(Binding.NONE), "n", "pen", keys()))
                .isInstanceOf(Step.Refused.class);
    }

    @Test
    void successNeedsTheClientsLastWord() {
        ScramExchange exchange = exchange(Binding.NONE);
        assertThat(challenge(run(exchange, "n", "pencil", keys()))).startsWith("v=");
        assertThat(exchange.respond(octets("no"))).isInstanceOf(Step.Malformed.class);
        assertThat(exchange.respond(new byte[0])).isInstanceOf(Step.Malformed.class);
    }

    @Test
    void accountThatIsNotThereLooksLikeOneThatIs() {
        String first = "n,,n=nobody,r=" + CLIENT_NONCE;
        String once = first(exchange(Binding.NONE), first, new Authentication.Pass());
        String again = first(exchange(Binding.NONE), first, new Authentication.Refused());
        String other =
                first(
                        exchange(Binding.NONE),
                        "n,,n=somebody,r=" + CLIENT_NONCE,
                        new Authentication.Pass());
        assertThat(once).isEqualTo(again).isNotEqualTo(other).endsWith("i=10000");
        assertThat(salt(once)).hasSize(ScramKeys.SALT_LENGTH);
        ScramExchange exchange = exchange(Binding.NONE);
        assertThat(run(exchange, "n", "pencil", new Authentication.Pass()))
                .isInstanceOf(Step.Refused.class);
    }

    @Test
    void troubleIsTemporary() {
        Status.Transient down = new Status.Transient(7, 0, "directory down");
        Step.Ask ask = (Step.Ask) exchange(Binding.NONE).respond(octets("n,,n=user,r=abc"));
        assertThat(ask.then().on(new Authentication.Defer(down)))
                .isEqualTo(new Step.Deferred(down));
        Step.Ask broken = (Step.Ask) exchange(Binding.NONE).respond(octets("n,,n=user,r=abc"));
        assertThat(
                        broken.then()
                                .on(
                                        new Authentication.Scram(
                                                USER, SALT, 1, new byte[32], new byte[32])))
                .isInstanceOf(Step.Deferred.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n",
                "n,,",
                "n=user,r=abc",
                "x,,n=user,r=abc",
                "p=,,n=user,r=abc",
                "n,,n=,r=abc",
                "n,,n=user",
                "n,,n=user,r=",
                "n,,r=abc,n=user",
                "n,,m=ext,n=user,r=abc",
                "n,,n=us=er,r=abc",
                "n,,n=us=2cer,r=abc",
                "n,,n=user,r=a b",
                "n,,n=u\0ser,r=abc",
                "n,user,n=user,r=abc",
                "n,a=,n=user,r=abc",
                "n,,n=user,r=abc,"
            })
    void malformedFirstMessageNeverAsks(String message) {
        assertThat(exchange(Binding.NONE).respond(octets(message)))
                .isInstanceOf(Step.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c=biws",
                "c=biws,r=NONCE",
                "c=biws,r=NONCE,p=",
                "c=biws,r=NONCE,p=!",
                "c=b,r=NONCE,p=dHzb",
                "c=biws,p=dHzb,r=NONCE",
                "r=NONCE,c=biws,p=dHzb",
                "c=biws,r=NONCE,p=dHzb,x=y"
            })
    void malformedLastMessageIsNoSuccess(String message) {
        ScramExchange exchange = exchange(Binding.NONE);
        first(exchange, "n,,n=user,r=" + CLIENT_NONCE, keys());
        String last = message.replace("NONCE", CLIENT_NONCE + SERVER_NONCE);
        assertThat(exchange.respond(octets(last))).isInstanceOf(Step.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c=eSws,r=NONCE,p=dHzb", "c=biws,r=NONCEx,p=dHzb", "c=biws,r=x,p=dHzb"})
    void otherHeaderNonceOrProofIsRefused(String message) {
        ScramExchange exchange = exchange(Binding.NONE);
        first(exchange, "n,,n=user,r=" + CLIENT_NONCE, keys());
        String last = message.replace("NONCE", CLIENT_NONCE + SERVER_NONCE);
        assertThat(exchange.respond(octets(last))).isInstanceOf(Step.Refused.class);
    }

    @Test
    void nameIsUnescapedAndNobodyActsForAnother() {
        Step asked = exchange(Binding.NONE).respond(octets("n,,n=a=2Cb=3Dc,r=abc,x=y"));
        assertThat(asked(asked)).isEqualTo(new Credentials.Scram("a,b=c"));
        assertThat(exchange(Binding.NONE).respond(octets("n,a=other,n=user,r=abc")))
                .isInstanceOf(Step.Refused.class);
        assertThat(exchange(Binding.NONE).respond(octets("n,a=user,n=user,r=abc")))
                .isInstanceOf(Step.Ask.class);
    }

    @Test
    void keysAreOfOnePassword() {
        ScramKeys keys = ScramKeys.of("pencil", SALT, 4096);
        assertThat(keys.matches("pencil")).isTrue();
        assertThat(keys.matches("pen\u00adcil")).isTrue();
        assertThat(keys.matches("pen")).isFalse();
        assertThat(keys.matches("")).isFalse();
        assertThat(keys.toString()).doesNotContain("[B");
        assertThatThrownBy(() -> ScramKeys.of("", SALT, 4096))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ScramKeys.of("pencil", SALT, 4095))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ScramExchange exchange(Binding binding) {
        return new ScramExchange(binding, Steps.TLS, SERVER_NONCE, FAKES);
    }

    private static Authentication.Scram keys() {
        ScramKeys keys = ScramKeys.of("pencil", SALT, 4096);
        return new Authentication.Scram(
                USER, keys.salt(), keys.iterations(), keys.storedKey(), keys.serverKey());
    }

    /** As a client does it. */
    private static Step run(
            ScramExchange exchange, String flag, String password, Authentication answer) {
        String header = flag + ",,";
        String server = first(exchange, header + "n=user,r=" + CLIENT_NONCE, answer);
        byte[] data =
                flag.startsWith("p=")
                        ? Channel.Binding.of(flag.substring(2))
                                .flatMap(Steps.TLS::binding)
                                .orElseThrow()
                        : new byte[0];
        return exchange.respond(octets(last(header, data, server, password)));
    }

    private static String first(ScramExchange exchange, String message, Authentication answer) {
        return challenge(((Step.Ask) exchange.respond(octets(message))).then().on(answer));
    }

    private static byte[] salt(String server) {
        String salt = server.substring(server.indexOf(",s=") + 3, server.indexOf(",i="));
        return Base64.getDecoder().decode(salt);
    }

    private static String last(String header, byte[] data, String server, String password) {
        int iterations = Integer.parseInt(server.substring(server.indexOf(",i=") + 3));
        ByteArrayOutputStream binding = new ByteArrayOutputStream();
        binding.writeBytes(octets(header));
        binding.writeBytes(data);
        String nonce = server.substring(2, server.indexOf(",s="));
        String bare = "c=" + base64(binding.toByteArray()) + ",r=" + nonce;
        String signed = "n=user,r=" + CLIENT_NONCE + "," + server + "," + bare;
        byte[] clientKey =
                ScramKeys.HASH.hmac(salted(password, salt(server), iterations), "Client Key");
        byte[] signature = ScramKeys.HASH.hmac(ScramKeys.HASH.hash(clientKey), signed);
        for (int i = 0; i < signature.length; i++) {
            signature[i] ^= clientKey[i];
        }
        return bare + ",p=" + base64(signature);
    }

    private static byte[] salted(String password, byte[] salt, int iterations) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
                    .getEncoded();
        } catch (java.security.GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
