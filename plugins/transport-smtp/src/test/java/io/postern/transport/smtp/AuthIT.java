// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static io.postern.testkit.SinkAction.drop;
import static io.postern.testkit.SinkAction.reply;
import static io.postern.transport.smtp.SmtpBench.assertDeferred;
import static io.postern.transport.smtp.SmtpBench.assertDelivered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.postern.api.routing.NextHop;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.TlsLevel;
import io.postern.sasl.ClientLogin;
import io.postern.sasl.ClientMechanism;
import io.postern.testkit.SinkSession;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.Stage;
import io.postern.testkit.TestCertificates;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Login to a smart host (RFC 4954). */
@Timeout(60)
class AuthIT {
    private static final Set<ClientMechanism> ALL = EnumSet.allOf(ClientMechanism.class);
    private static final TestCertificates AUTHORITY = TestCertificates.authority("auth CA");
    private static final String PASSWORD = "tall ship 7";
    private static final String TOKEN = "ya29.a0Af-token";

    private final SmtpBench bench = new SmtpBench();
    private final SinkAuth account = new SinkAuth("relay", PASSWORD);

    @TempDir Path folder;

    @BeforeEach
    void secure() {
        bench.sink.tls(AUTHORITY.server("mx.sink.test").context());
        bench.tls(TlsLevel.VERIFY, AUTHORITY.writeRoot(folder.resolve("ca.pem")));
        bench.sink.at(Stage.AUTH).does(account);
        offer("PLAIN LOGIN");
        bench.auth(auth(false));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void offer(String mechanisms) {
        bench.sink.keywords("PIPELINING", "AUTH " + mechanisms);
    }

    private static Auth auth(boolean inClear) {
        return auth(new ClientLogin.Password("relay", PASSWORD), inClear);
    }

    private static Auth auth(ClientLogin login, boolean inClear) {
        return new Auth(Optional.of(LoginSource.fixed(login)), ALL, inClear, "");
    }

    private void inClear(boolean allowed) {
        bench.tls(TlsLevel.NONE);
        bench.auth(auth(allowed));
    }

    @ParameterizedTest
    @CsvSource({
        "PLAIN, PLAIN",
        "LOGIN, LOGIN",
        "LOGIN PLAIN, PLAIN",
        "LOGIN PLAIN SCRAM-SHA-256, SCRAM-SHA-256",
        "CRAM-MD5 login, LOGIN",
    })
    void theStrongestMechanismIsUsed(String offered, String used) throws InterruptedException {
        offer(offered);
        assertDelivered(bench.outcome(bench.attempt()));
        assertThat(account.used()).containsExactly(used);
        assertThat(bench.sink.messages().getFirst().mailParameters()).doesNotContain("AUTH=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OAUTHBEARER", "XOAUTH2"})
    void aTokenIsShownInTls(String mechanism) throws InterruptedException {
        account.secret(TOKEN);
        offer("PLAIN " + mechanism);
        bench.auth(auth(new ClientLogin.Token("relay", TOKEN), false));
        assertDelivered(bench.outcome(bench.attempt()));
        assertThat(account.used()).containsExactly(mechanism);
    }

    /** RFC 4954 section 4: a command line has 512 octets, a response has more. */
    @Test
    void aLongTokenWaitsForTheFirstChallenge() throws InterruptedException {
        String token = "t".repeat(3000);
        account.secret(token);
        offer("XOAUTH2");
        bench.auth(auth(new ClientLogin.Token("relay", token), false));
        assertDelivered(bench.outcome(bench.attempt()));
        assertThat(session().commands()).contains("AUTH XOAUTH2");
    }

    @Test
    void aRefusedTokenIsTalkedOverToItsEnd() throws InterruptedException {
        offer("OAUTHBEARER");
        bench.auth(auth(new ClientLogin.Token("relay", "expired"), false));
        assertDeferred(bench.outcome(bench.attempt()), "4.7.8", Blame.DESTINATION);
    }

    @Test
    void withoutTlsOnlyWhatShowsNoPasswordIsUsed() throws InterruptedException {
        inClear(false);
        DeliveryOutcome outcome = bench.outcome(bench.attempt());
        assertDeferred(outcome, "4.7.4", Blame.DESTINATION);
        assertThat(outcome.status().text()).contains("without TLS: PLAIN LOGIN");
        assertThat(session().verbs()).containsExactly("EHLO", "QUIT");

        offer("PLAIN SCRAM-SHA-256");
        assertDelivered(bench.outcome(bench.attempt()));
        assertThat(account.used()).containsExactly("SCRAM-SHA-256");
    }

    @Test
    void aPasswordMayBeShownWithoutTlsWhereThatIsSaid() throws InterruptedException {
        inClear(true);
        assertDelivered(bench.outcome(bench.attempt()));
    }

    @Test
    void aTokenMayNever() throws InterruptedException {
        inClear(true);
        offer("XOAUTH2");
        bench.auth(auth(new ClientLogin.Token("relay", TOKEN), true));
        assertDeferred(bench.outcome(bench.attempt()), "4.7.4", Blame.DESTINATION);
        assertThat(account.used()).isEmpty();
    }

    @Test
    void nothingIsSentToAHostThatOffersNoLogin() throws InterruptedException {
        bench.sink.keywords("PIPELINING");
        DeliveryOutcome outcome = bench.outcome(bench.attempt());
        assertDeferred(outcome, "4.7.4", Blame.DESTINATION);
        assertThat(outcome.status().text()).contains("offers no AUTH");
        assertThat(session().verbs()).doesNotContain("MAIL");
    }

    @Test
    void onlyAllowedMechanismsAreUsed() throws InterruptedException {
        offer("PLAIN LOGIN SCRAM-SHA-256");
        bench.auth(
                new Auth(auth(false).source(), Set.of(ClientMechanism.LOGIN), false, "me@x.test"));
        assertDelivered(bench.outcome(bench.attempt()));
        assertThat(account.used()).containsExactly("LOGIN");
        assertThat(bench.sink.messages().getFirst().mailParameters()).contains("AUTH=me@x.test");
    }

    /** It is our trouble or the host's, so it never bounces, whatever the code. */
    @ParameterizedTest
    @CsvSource({
        "535 5.7.8 bad credentials, 4.7.8",
        "535 no, 4.7.8",
        "534 5.7.9 too weak, 4.7.9",
        "538 5.7.11 encrypt, 4.7.11",
        "550 5.7.1 not you, 4.7.1",
        "454 4.7.0 later, 4.7.0",
        "432 change it, 4.7.0",
        "504 5.5.4 what, 4.5.4",
    })
    void aRefusalDefersAndClosesTheConnection(String text, String code)
            throws InterruptedException {
        bench.sink.clearRules();
        bench.sink.at(Stage.AUTH).replies(text);
        DeliveryOutcome outcome = bench.outcome(bench.attempt());
        assertDeferred(outcome, code, Blame.DESTINATION);
        assertThat(outcome.status().text()).startsWith("login as relay refused: ");
        assertThat(outcome.peer().reply()).isEqualTo(text);
        assertThat(session().verbs()).containsExactly("EHLO", "STARTTLS", "EHLO", "AUTH", "QUIT");
    }

    @Test
    void anotherHostMayKnowUs() throws InterruptedException {
        account.secret("another");
        try (SmtpSink second = SmtpSink.start()) {
            second.keywords("AUTH PLAIN").tls(AUTHORITY.server("mx.sink.test").context());
            second.at(Stage.AUTH).does(new SinkAuth("relay", PASSWORD));
            assertDelivered(
                    bench.outcome(bench.attempt().via(hop(bench.sink.port()), hop(second.port()))));
        }
    }

    private static NextHop hop(int port) {
        return new NextHop("mx.sink.test", port, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"334 cj1vdGhlcixzPVFTWENSK1E2c2VrOGJmOTIsaT00MDk2", "334 %%", "334 "})
    void aServerThatCanNotProveItselfIsLeft(String challenge) throws InterruptedException {
        offer("SCRAM-SHA-256");
        bench.sink.clearRules();
        bench.sink
                .at(Stage.AUTH)
                .does(reply(challenge), session -> session.line(), reply("501 5.5.2 cancelled"));
        assertDeferred(bench.outcome(bench.attempt()), "4.7.4", Blame.DESTINATION);
        assertThat(session().commands()).contains("*").doesNotContain("MAIL");
    }

    @Test
    void successWithoutProofIsNotBelieved() throws InterruptedException {
        offer("SCRAM-SHA-256");
        bench.sink.clearRules();
        bench.sink.at(Stage.AUTH).replies("235 2.7.0 come in");
        DeliveryOutcome outcome = bench.outcome(bench.attempt());
        assertDeferred(outcome, "4.7.4", Blame.DESTINATION);
        assertThat(outcome.status().text()).contains("hasn't proved");
    }

    @Test
    void challengesWithoutEndEnd() throws InterruptedException {
        offer("XOAUTH2");
        bench.auth(auth(new ClientLogin.Token("relay", TOKEN), false));
        bench.sink.clearRules();
        bench.sink
                .at(Stage.AUTH)
                .does(
                        session -> {
                            while (!session.closed()) {
                                session.reply("334 ");
                                session.line();
                            }
                        });
        assertThat(bench.outcome(bench.attempt())).isInstanceOf(DeliveryOutcome.Deferred.class);
    }

    @Test
    void aLossAtTheLoginIsTheDestinations() throws InterruptedException {
        bench.sink.clearRules();
        bench.sink.at(Stage.AUTH).does(drop());
        DeliveryOutcome outcome = bench.outcome(bench.attempt());
        assertDeferred(outcome, "4.4.2", Blame.DESTINATION);
        assertThat(outcome.status().text()).contains("logging in");
    }

    /** What was once in a log is in backups for years. */
    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "LOGIN", "XOAUTH2", "SCRAM_SHA_256"})
    void noLogShowsTheSecret(ClientMechanism mechanism) throws InterruptedException {
        Logger logger = (Logger) LoggerFactory.getLogger("io.postern");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Level before = logger.getLevel();
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.TRACE);
        try {
            offer(mechanism.label());
            account.secret("another");
            boolean token = mechanism == ClientMechanism.XOAUTH2;
            bench.auth(token ? auth(new ClientLogin.Token("relay", TOKEN), false) : auth(false));
            bench.outcome(bench.attempt());
        } finally {
            logger.setLevel(before);
            logger.detachAppender(lines);
        }
        List<String> all = lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        assertThat(all).anyMatch(line -> line.endsWith("C: AUTH " + mechanism.label()));
        assertThat(all).anyMatch(line -> line.startsWith("login host=mx.sink.test user=relay"));
        String sent = String.join("\n", session().commands());
        for (String secret : List.of(PASSWORD, TOKEN, base64(PASSWORD), initial(sent))) {
            assertThat(all).noneMatch(line -> line.contains(secret));
        }
    }

    private static String initial(String sent) {
        String auth = sent.lines().filter(line -> line.startsWith("AUTH")).findFirst().orElse("");
        return auth.substring(auth.lastIndexOf(' ') + 1).replaceFirst("^(LOGIN)$", PASSWORD);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aKeptConnectionIsForTheSameLoginOnly() throws Exception {
        Path file = folder.resolve("password");
        write(file, PASSWORD + "\n", Duration.ofMinutes(2));
        Duration time = Duration.ofMinutes(10);
        bench.reuse(new Reuse(time, 100, time));
        bench.auth(new Auth(LoginSource.of(file(file.toString(), "")), ALL, false, ""));
        try (Closing transport = new Closing(bench.transport())) {
            deliver(transport, 2);
            assertThat(bench.sink.sessions()).hasSize(1);

            account.secret("tall ship 8");
            write(file, "tall ship 8\n", Duration.ofMinutes(1));
            Awaitility.await()
                    .untilAsserted(
                            () -> {
                                deliver(transport, 1);
                                assertThat(bench.sink.sessions()).hasSizeGreaterThan(1);
                            });
        }
    }

    private record Closing(SmtpTransport transport) implements AutoCloseable {
        @Override
        public void close() {
            transport.close();
        }
    }

    private void deliver(Closing by, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            SmtpBench.deliver(by.transport(), bench.attempt())
                    .outcomes()
                    .values()
                    .forEach(SmtpBench::assertDelivered);
        }
    }

    private static void write(Path file, String text, Duration ago) throws Exception {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(ago)));
    }

    @ParameterizedTest
    @CsvSource({
        "relay, '', '', false",
        "'', '', secret, false",
        "relay, file, secret, false",
        "relay, '', secret, true",
        "relay, file, '', true",
    })
    void anAccountHasOneSecret(String user, String file, String password, boolean good)
            throws Exception {
        Path path = folder.resolve("secret");
        Files.writeString(path, PASSWORD);
        SmtpTransport.Options options =
                TestOptions.login(user, password, file.isEmpty() ? "" : path.toString(), "");
        if (good) {
            assertThat(LoginSource.of(options)).isPresent();
        } else {
            assertThatThrownBy(() -> LoginSource.of(options))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("auth-user")
                    .message()
                    .doesNotContain("secret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "two\nlines"})
    void aFileWithoutAPasswordIsRefused(String text) throws Exception {
        Path path = folder.resolve("secret");
        Files.writeString(path, text);
        assertThatThrownBy(() -> LoginSource.of(file(path.toString(), "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("secret");
    }

    private static SmtpTransport.Options file(String passwordFile, String tokenFile) {
        return TestOptions.login("relay", "", passwordFile, tokenFile);
    }

    private SinkSession session() throws InterruptedException {
        return bench.sink.awaitSessions(1).getFirst();
    }
}
