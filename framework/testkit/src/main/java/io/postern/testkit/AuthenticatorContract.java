// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authenticator;
import io.postern.api.auth.Credentials;
import io.postern.api.mail.Client;
import io.postern.api.mail.ClientCertificate;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

/** What every {@link Authenticator} must obey. Implement it in the authenticator's test. */
public interface AuthenticatorContract {
    /** The authenticator, set up so that it believes {@link #good} and not {@link #wrong}. */
    Authenticator authenticator();

    /** What proves an account, of a kind that it judges. */
    Credentials good();

    /** The same kind, and nothing is proved by it. */
    Credentials wrong();

    /** Who asks; in TLS, from loopback. */
    default Client client() {
        return TestClient.from("127.0.0.1").inTls();
    }

    @Test
    default void believesWhatProvesAnAccount() throws InterruptedException {
        assertThat(authenticator().authenticate(good(), client()))
                .isInstanceOfAny(Authentication.Identity.class, Authentication.Scram.class);
    }

    @Test
    default void believesNothingElse() throws InterruptedException {
        assertIsNobody(authenticator().authenticate(wrong(), client()), wrong());
    }

    @Test
    default void believesNoStrangerWhateverItsNameLooksLike() throws InterruptedException {
        Authenticator authenticator = authenticator();
        for (String name : HostileText.LOCAL_PARTS) {
            for (Credentials credentials : ofEveryKind(name).toList()) {
                assertIsNobody(authenticator.authenticate(credentials, client()), credentials);
            }
        }
    }

    @Test
    default void canBeAskedFromManyThreads() throws InterruptedException {
        Authenticator authenticator = authenticator();

        List<Authentication> answers =
                ManyThreads.call(10, () -> authenticator.authenticate(good(), client()));

        assertThat(answers).hasSize(10).allMatch(AuthenticatorContract::isSomebody);
    }

    @Test
    default void comesBackWhenInterrupted() throws InterruptedException {
        Authenticator authenticator = authenticator();

        ManyThreads.callInterrupted(() -> authenticator.authenticate(good(), client()));
    }

    private static Stream<Credentials> ofEveryKind(String name) {
        return Stream.of(
                new Credentials.Password(name, name),
                new Credentials.Scram(name),
                new Credentials.Certificate(
                        name, new ClientCertificate("CN=" + name, List.of(name), "0".repeat(64))),
                new Credentials.Token(name, name));
    }

    private static void assertIsNobody(Authentication answer, Credentials credentials) {
        assertThat(answer).as("%s", credentials).isNotNull();
        assertThat(isSomebody(answer)).as("%s: %s", credentials, answer).isFalse();
    }

    private static boolean isSomebody(Authentication answer) {
        return switch (answer) {
            case Authentication.Identity _, Authentication.Scram _ -> true;
            case Authentication.Pass _, Authentication.Refused _, Authentication.Defer _ -> false;
        };
    }
}
