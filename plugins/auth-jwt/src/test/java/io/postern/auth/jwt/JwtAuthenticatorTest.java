// SPDX-License-Identifier: Apache-2.0
package io.postern.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authenticator;
import io.postern.api.auth.Credentials;
import io.postern.testkit.AuthenticatorContract;
import io.postern.testkit.SetClock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Date;
import java.util.List;

class JwtAuthenticatorTest implements AuthenticatorContract {
    private static final Provider PROVIDER = Provider.named("one");

    private final SetClock clock = SetClock.at("2026-11-24T10:00:00Z");
    @TempDir private Path folder;
    private Path file;

    record Entry(String jwks, String jwksUrl, String sendersClaim, String... algorithms)
            implements JwtAuthenticator.Options {
        @Override
        public String issuer() {
            return Provider.ISSUER;
        }

        @Override
        public String[] audience() {
            return new String[] {Provider.AUDIENCE, "mail"};
        }

        @Override
        public String[] accountClaim() {
            return new String[] {"email", "preferred_username"};
        }

        @Override
        public String clockSkew() {
            return "PT1M";
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return JwtAuthenticator.Options.class;
        }
    }

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("keys.json");
        write(PROVIDER.keys());
    }

    private void write(String keys) throws IOException {
        Files.writeString(file, keys);
        Files.setLastModifiedTime(file, FileTime.from(clock.instant().minus(Duration.ofHours(1))));
    }

    private JwtAuthenticator with(String sendersClaim, String... algorithms) {
        return new JwtAuthenticator(
                new Entry(file.toString(), "", sendersClaim, algorithms), clock);
    }

    @Override
    public Authenticator authenticator() {
        return with("", "RS256", "ES256", "EdDSA");
    }

    @Override
    public Credentials good() {
        return shown("", PROVIDER.byRsa(claims().build()));
    }

    @Override
    public Credentials wrong() {
        return shown("", Provider.named("one").byRsa(claims().build()));
    }

    private JWTClaimsSet.Builder claims() {
        return Provider.claims(clock.instant());
    }

    private static Credentials shown(String account, String token) {
        return new Credentials.Token(account, token);
    }

    private Authentication ask(String token) throws InterruptedException {
        return authenticator().authenticate(shown("", token), client());
    }

    private Authentication ask(JWTClaimsSet.Builder claims) throws InterruptedException {
        return ask(PROVIDER.byRsa(claims.build()));
    }

    private static Authentication identity(String account, String... senders) {
        return new Authentication.Identity(account, List.of(senders));
    }

    private static Authentication alice() {
        return identity("alice@local.test", "alice@local.test");
    }

    private static Authentication refused() {
        return new Authentication.Refused();
    }

    @Test
    void aTokenOfEachKindOfKeyIsBelieved() throws Exception {
        assertThat(ask(PROVIDER.byRsa(claims().build()))).isEqualTo(alice());
        assertThat(ask(PROVIDER.byCurve(claims().build()))).isEqualTo(alice());
        assertThat(ask(PROVIDER.byEdwards(claims().build()))).isEqualTo(alice());
    }

    @Test
    void aTokenThatIsSignedByNobodyWeKnowIsRefused() throws Exception {
        Provider other = Provider.named("one");
        assertThat(ask(other.byRsa(claims().build()))).isEqualTo(refused());
        assertThat(ask(other.byCurve(claims().build()))).isEqualTo(refused());
        assertThat(ask(other.byEdwards(claims().build()))).isEqualTo(refused());
        assertThat(ask(Provider.named("two").byRsa(claims().build()))).isEqualTo(refused());
    }

    @Test
    void aTokenThatWasChangedIsRefused() throws Exception {
        String token = PROVIDER.byRsa(claims().build());
        String other = PROVIDER.byRsa(claims().claim("email", "eve@local.test").build());
        String mixed =
                token.substring(0, token.indexOf('.'))
                        + other.substring(other.indexOf('.'), other.lastIndexOf('.'))
                        + token.substring(token.lastIndexOf('.'));

        assertThat(ask(mixed)).isEqualTo(refused());
    }

    @Test
    void noSignatureAndAPublicKeyAsASecretAreRefused() throws Exception {
        assertThat(ask(new PlainJWT(claims().build()).serialize())).isEqualTo(refused());
        SignedJWT token =
                new SignedJWT(
                        Provider.header(JWSAlgorithm.HS256, PROVIDER.rsa.getKeyID()),
                        claims().build());
        token.sign(new MACSigner(PROVIDER.rsa.toRSAPublicKey().getEncoded()));
        assertThat(ask(token.serialize())).isEqualTo(refused());
        assertThatThrownBy(() -> with("", "RS256", "HS256"))
                .hasMessageStartingWith("algorithms: 'HS256' is none of");
        assertThatThrownBy(() -> with("", "none")).hasMessageContaining("'none'");
    }

    @Test
    void onlyTheAlgorithmsThatAreAllowedCount() throws Exception {
        Credentials byCurve = shown("", PROVIDER.byCurve(claims().build()));

        assertThat(with("", "RS256").authenticate(byCurve, client())).isEqualTo(refused());
        assertThat(with("", "ES256").authenticate(byCurve, client())).isEqualTo(alice());
    }

    @Test
    void aTokenOfAnotherTypeOrWithSomethingCriticalIsRefused() throws Exception {
        JWSHeader other =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(new JOSEObjectType("logout+jwt"))
                        .keyID(PROVIDER.rsa.getKeyID())
                        .build();
        assertThat(ask(PROVIDER.byRsa(other, claims().build()))).isEqualTo(refused());
        JWSHeader access =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .build();
        assertThat(ask(PROVIDER.byRsa(access, claims().build()))).isEqualTo(alice());
    }

    @Test
    void issuerAndAudienceMustBeOurs() throws Exception {
        assertThat(ask(claims().issuer("https://other.test"))).isEqualTo(refused());
        assertThat(ask(claims().issuer(null))).isEqualTo(refused());
        assertThat(ask(claims().audience("other"))).isEqualTo(refused());
        assertThat(ask(claims().audience((String) null))).isEqualTo(refused());
        assertThat(ask(claims().audience("mail"))).isEqualTo(alice());
    }

    @Test
    void itsTimeMustBeNowSaveForTheSkew() throws Exception {
        assertThat(ask(claims().expirationTime(at(-59)))).isEqualTo(alice());
        assertThat(ask(claims().expirationTime(at(-60)))).isEqualTo(refused());
        assertThat(ask(claims().expirationTime(null))).isEqualTo(refused());
        assertThat(ask(claims().notBeforeTime(at(60)))).isEqualTo(alice());
        assertThat(ask(claims().notBeforeTime(at(61)))).isEqualTo(refused());
    }

    private Date at(long seconds) {
        return Date.from(clock.instant().plusSeconds(seconds));
    }

    @Test
    void theFirstClaimThatIsThereNamesTheAccount() throws Exception {
        assertThat(ask(claims().claim("email", null).claim("preferred_username", "alice")))
                .isEqualTo(identity("alice"));
        assertThat(ask(claims().claim("email", null))).isEqualTo(refused());
        assertThat(ask(claims().claim("email", 7))).isEqualTo(refused());
        assertThat(ask(claims().claim("email", "a\r\nb@c.test"))).isEqualTo(refused());
        assertThat(ask(claims().claim("email_verified", false))).isEqualTo(refused());
        assertThat(ask(claims().claim("email_verified", true))).isEqualTo(alice());
    }

    @Test
    void theAccountThatTheClientWantsMustBeTheTokens() throws Exception {
        String token = PROVIDER.byRsa(claims().build());

        assertThat(authenticator().authenticate(shown("Alice@local.test", token), client()))
                .isEqualTo(alice());
        assertThat(authenticator().authenticate(shown("bob@local.test", token), client()))
                .isEqualTo(refused());
    }

    @Test
    void sendersMayBeInAClaim() throws Exception {
        JWTClaimsSet claims =
                claims().claim("from", List.of("a@x.test", "@y.test", "*", "no address", 7))
                        .build();

        assertThat(with("from", "RS256").authenticate(shown("", PROVIDER.byRsa(claims)), client()))
                .isEqualTo(identity("alice@local.test", "a@x.test", "@y.test", "*"));
        assertThat(with("from", "RS256").authenticate(good(), client()))
                .isEqualTo(identity("alice@local.test"));
    }

    @Test
    void otherCredentialsAreLeftToOthers() throws Exception {
        assertThat(authenticator().authenticate(new Credentials.Password("a", "b"), client()))
                .isEqualTo(new Authentication.Pass());
    }

    @Test
    void withoutKeysNobodyCanTell() throws Exception {
        write("{}");
        assertThat(ask(claims())).isInstanceOf(Authentication.Defer.class);
    }

    @Test
    void keysComeFromOnePlace() {
        assertThatThrownBy(() -> new JwtAuthenticator(new Entry("", "", "", "RS256"), clock))
                .hasMessage("either jwks or jwks-url must be given");
        assertThatThrownBy(
                        () ->
                                new JwtAuthenticator(
                                        new Entry(file.toString(), "https://id.test", "", "RS256"),
                                        clock))
                .hasMessage("either jwks or jwks-url must be given");
        assertThatThrownBy(
                        () ->
                                new JwtAuthenticator(
                                        new Entry("", "http://id.test/keys", "", "RS256"), clock))
                .hasMessageContaining("isn't https");
    }
}
