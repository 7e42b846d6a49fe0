// SPDX-License-Identifier: Apache-2.0
package io.postern.auth.jwt;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authenticator;
import io.postern.api.auth.Credentials;
import io.postern.api.config.Option;
import io.postern.api.mail.Client;
import io.postern.api.mail.Status;

import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Believes bearer tokens (RFC 7519, RFC 9068) that an identity provider has signed. Safe for many
 * threads; blocks where the provider has to be asked for its keys. Where these can't be had nobody
 * can tell, so logins are deferred.
 */
@Component(
        configurationPid = "io.postern.auth.jwt",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {"postern.type=jwt", Authenticator.CREDENTIALS + "=token"})
@Designate(ocd = JwtAuthenticator.Options.class, factory = true)
public final class JwtAuthenticator implements Authenticator {
    private static final Authentication PASS = new Authentication.Pass();
    private static final Authentication REFUSED = new Authentication.Refused();
    private static final Authentication UNSURE =
            new Authentication.Defer(
                    new Status.Transient(7, 0, "the keys of the identity provider can't be had"));

    /** RFC 7515 section 4.1.9 and RFC 9068 section 2.1, in lower case. */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

    /** A token without a key's name is tried with no more of them. */
    private static final int MOST_KEYS = 8;

    private final Set<String> algorithms;
    private final Claims claims;
    private final KeySource source;
    private final InstantSource clock;

    /** What an entry of type jwt takes. */
    @ObjectClassDefinition(name = "JWT authenticator")
    @interface Options {
        @Option(
                kind = Option.Kind.FILE,
                value =
                        "the provider's public keys, a JSON Web Key Set, read again when it"
                                + " changes")
        String jwks() default "";

        @Option("where the provider publishes them, https, instead of a file")
        String jwksUrl() default "";

        @Option("what a token must have as its issuer")
        String issuer();

        @Option("one of these a token must have in its audience: our names at the provider")
        String[] audience();

        @Option("claims of which the first that a token has names the account")
        String[] accountClaim() default {"email", "preferred_username"};

        @Option("claim with the addresses the account may send from; without, the account's own")
        String sendersClaim() default "";

        @Option(
                kind = Option.Kind.DURATION,
                value = "how far the provider's clock may be from ours")
        String clockSkew() default "PT1M";

        @Option("signatures that are believed")
        String[] algorithms() default {
            "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
            "EdDSA", "Ed25519"
        };
    }

    /** Started by Declarative Services. */
    @Activate
    public JwtAuthenticator(Options options) {
        this(options, InstantSource.system());
    }

    JwtAuthenticator(Options options, InstantSource clock) {
        this.clock = clock;
        algorithms = Set.of(options.algorithms());
        for (String algorithm : algorithms) {
            if (!Signatures.ALGORITHMS.containsKey(algorithm)) {
                throw new IllegalArgumentException(
                        "algorithms: '%s' is none of %s"
                                .formatted(
                                        algorithm,
                                        String.join(
                                                ", ",
                                                Signatures.ALGORITHMS.keySet().stream()
                                                        .sorted()
                                                        .toList())));
            }
        }
        claims =
                new Claims(
                        options.issuer(),
                        Set.of(options.audience()),
                        List.of(options.accountClaim()),
                        options.sendersClaim(),
                        Duration.parse(options.clockSkew()));
        source = source(options, clock);
    }

    private static KeySource source(Options options, InstantSource clock) {
        if (options.jwks().isEmpty() == options.jwksUrl().isEmpty()) {
            throw new IllegalArgumentException("either jwks or jwks-url must be given");
        }
        return options.jwks().isEmpty()
                ? new RemoteKeys(options.jwksUrl(), clock)
                : new FileKeys(Path.of(options.jwks()), clock);
    }

    /** Ends a question to the provider. */
    @Deactivate
    public void stop() {
        source.close();
    }

    @Override
    public Authentication authenticate(Credentials credentials, Client client)
            throws InterruptedException {
        if (!(credentials instanceof Credentials.Token shown)) {
            return PASS;
        }
        try {
            SignedJWT token = SignedJWT.parse(shown.token());
            return isOurs(token.getHeader()) ? judge(token, shown.account()) : REFUSED;
        } catch (ParseException _) {
            return REFUSED;
        }
    }

    /** Nothing that the token itself says decides how it is checked, but for this choice. */
    private boolean isOurs(JWSHeader header) {
        @Nullable Set<String> critical = header.getCriticalParams();
        return algorithms.contains(header.getAlgorithm().getName())
                && (critical == null || critical.isEmpty())
                && (header.getType() == null
                        || TYPES.contains(
                                header.getType().getType().toLowerCase(java.util.Locale.ROOT)));
    }

    private Authentication judge(SignedJWT token, String account)
            throws InterruptedException, ParseException {
        Optional<JWKSet> keys = source.keys();
        if (keys.isPresent() && matching(token, keys.get()).isEmpty()) {
            keys = source.newerKeys();
        }
        if (keys.isEmpty()) {
            return UNSURE;
        }
        boolean signed =
                matching(token, keys.get()).stream().anyMatch(key -> Signatures.isGood(token, key));
        @Nullable JWTClaimsSet said = signed ? token.getJWTClaimsSet() : null;
        return said == null
                ? REFUSED
                : claims.identity(said, clock.instant())
                        .filter(
                                identity ->
                                        account.isEmpty()
                                                || identity.account().equalsIgnoreCase(account))
                        .map(Authentication.class::cast)
                        .orElse(REFUSED);
    }

    private static List<JWK> matching(SignedJWT token, JWKSet keys) {
        @Nullable JWKMatcher matcher = JWKMatcher.forJWSHeader(token.getHeader());
        return matcher == null
                ? List.of()
                : new JWKSelector(matcher).select(keys).stream().limit(MOST_KEYS).toList();
    }
}
