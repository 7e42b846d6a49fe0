// SPDX-License-Identifier: Apache-2.0
package io.postern.auth.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authenticator;
import io.postern.api.auth.Credentials;
import io.postern.api.mail.ClientCertificate;
import io.postern.credentials.KeptScram;
import io.postern.credentials.PasswordHash;
import io.postern.sasl.ScramKeys;
import io.postern.testkit.AuthenticatorContract;
import io.postern.testkit.SetClock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;

class FileAuthenticatorTest implements AuthenticatorContract {
    /** Of "password", and cheap. */
    private static final String CHEAP =
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    private static final ScramKeys KEYS =
            ScramKeys.of("password", new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 4096);
    private static final String FINGERPRINT = "0a".repeat(32);
    private static final String USERS =
            """
            alice@local.test:
              password: "%s"
              scram: "%s"
              quota: 5GiB
            bob@local.test:
              password: "%s"
              senders: [bob@local.test, "@lists.test"]
              certificates: [%s, laptop.test]
            carol@local.test:
              certificates: laptop.test
            dave: {password: "%s"}
            erin@local.test:
            """
                    .formatted(CHEAP, KeptScram.text(KEYS), CHEAP, "0A" + ":0a".repeat(31), CHEAP);

    private final SetClock clock = SetClock.at("2026-11-24T10:00:00Z");
    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("users.yaml");
        write(USERS, Duration.ofHours(1));
    }

    private void write(String text, Duration ago) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(clock.instant().minus(ago)));
    }

    @Override
    public Authenticator authenticator() {
        return new FileAuthenticator(file, clock, PasswordHash.parse(CHEAP).orElseThrow());
    }

    @Override
    public Credentials good() {
        return new Credentials.Password("alice@local.test", "password");
    }

    @Override
    public Credentials wrong() {
        return new Credentials.Password("alice@local.test", "Password");
    }

    private Authentication ask(Credentials credentials) throws InterruptedException {
        return authenticator().authenticate(credentials, client());
    }

    private Authentication login(String name, String password) throws InterruptedException {
        return ask(new Credentials.Password(name, password));
    }

    private Authentication show(String account, String fingerprint, String... names)
            throws InterruptedException {
        ClientCertificate certificate = new ClientCertificate("CN=x", List.of(names), fingerprint);
        return ask(new Credentials.Certificate(account, certificate));
    }

    private static Authentication identity(String account, String... senders) {
        return new Authentication.Identity(account, List.of(senders));
    }

    @Test
    void aPasswordProvesTheAccountWhoseHashFits() throws Exception {
        assertThat(login("alice@local.test", "password"))
                .isEqualTo(identity("alice@local.test", "alice@local.test"));
        assertThat(login("ALICE@local.test", "password"))
                .isEqualTo(identity("alice@local.test", "alice@local.test"));
        assertThat(login("alice@local.test", "")).isEqualTo(new Authentication.Refused());
    }

    @Test
    void sendersAreThoseThatAreListed() throws Exception {
        assertThat(login("bob@local.test", "password"))
                .isEqualTo(identity("bob@local.test", "bob@local.test", "@lists.test"));
        assertThat(login("dave", "password")).isEqualTo(identity("dave"));
    }

    @Test
    void whoHasNoPasswordHereIsLeftToOthers() throws Exception {
        for (String name : List.of("erin@local.test", "zoe@local.test", "dave@local.test")) {
            assertThat(login(name, "password")).isEqualTo(new Authentication.Pass());
            assertThat(ask(new Credentials.Scram(name))).isEqualTo(new Authentication.Pass());
        }
        assertThat(ask(new Credentials.Token("alice@local.test", "password")))
                .isEqualTo(new Authentication.Pass());
    }

    @Test
    void aStrangersPasswordCostsAsMuchAsOneOfOurs() {
        String ours = PasswordHash.of("x").text();
        String parameters = ours.substring(0, ours.lastIndexOf('$', ours.lastIndexOf('$') - 1));

        assertThat(FileAuthenticator.STRANGER.text()).startsWith(parameters + "$");
    }

    @Test
    void scramGetsItsKeys() throws Exception {
        assertThat(ask(new Credentials.Scram("Alice@local.test")))
                .isInstanceOfSatisfying(
                        Authentication.Scram.class,
                        scram -> {
                            assertThat(scram.identity().account()).isEqualTo("alice@local.test");
                            assertThat(scram.iterations()).isEqualTo(4096);
                            assertThat(scram.salt()).isEqualTo(KEYS.salt());
                            assertThat(scram.storedKey()).isEqualTo(KEYS.storedKey());
                            assertThat(scram.serverKey()).isEqualTo(KEYS.serverKey());
                        });
    }

    @Test
    void aCertificateStandsForTheMailboxInItsNames() throws Exception {
        assertThat(show("", "0".repeat(64), "x.test", "erin@local.test"))
                .isEqualTo(identity("erin@local.test", "erin@local.test"));
        assertThat(show("erin@local.test", "0".repeat(64), "erin@local.test"))
                .isEqualTo(identity("erin@local.test", "erin@local.test"));
    }

    @Test
    void aCertificateStandsForThoseThatListIt() throws Exception {
        assertThat(show("", FINGERPRINT, "x.test"))
                .isEqualTo(identity("bob@local.test", "bob@local.test", "@lists.test"));
        assertThat(show("carol@local.test", "0".repeat(64), "laptop.test"))
                .isEqualTo(identity("carol@local.test", "carol@local.test"));
        assertThat(show("", "0".repeat(64), "laptop.test"))
                .as("bob or carol?")
                .isEqualTo(new Authentication.Refused());
    }

    @Test
    void aCertificateStandsForNobodyElse() throws Exception {
        assertThat(show("alice@local.test", FINGERPRINT, "erin@local.test"))
                .isEqualTo(new Authentication.Refused());
        assertThat(show("zoe@local.test", FINGERPRINT, "zoe@local.test"))
                .isEqualTo(new Authentication.Pass());
        assertThat(show("", "0".repeat(64), FINGERPRINT, "dave", "x.test"))
                .isEqualTo(new Authentication.Pass());
    }

    @Test
    void aChangedFileIsReadAgain() throws Exception {
        Authenticator authenticator = authenticator();
        write("zoe: {password: \"" + CHEAP + "\"}", Duration.ofMinutes(1));
        clock.advance(Duration.ofSeconds(1));

        assertThat(authenticator.authenticate(good(), client()))
                .isEqualTo(new Authentication.Pass());
        assertThat(
                        authenticator.authenticate(
                                new Credentials.Password("zoe", "password"), client()))
                .isEqualTo(identity("zoe"));
    }

    @Test
    void aBrokenFileLeavesTheOldUsers() throws Exception {
        Authenticator authenticator = authenticator();
        write("alice@local.test: {password: plain}", Duration.ofMinutes(1));
        clock.advance(Duration.ofSeconds(1));

        assertThat(authenticator.authenticate(good(), client()))
                .isEqualTo(identity("alice@local.test", "alice@local.test"));
    }

    @Test
    void withoutAGoodFileNobodyCanTell() throws Exception {
        write("- alice", Duration.ofHours(1));

        assertThat(ask(good()))
                .isInstanceOfSatisfying(
                        Authentication.Defer.class,
                        defer -> assertThat(defer.status().code()).isEqualTo("4.3.5"));
    }
}
