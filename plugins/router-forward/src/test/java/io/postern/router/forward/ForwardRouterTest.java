// SPDX-License-Identifier: Apache-2.0
package io.postern.router.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingDecision;
import io.postern.testkit.Addresses;
import io.postern.testkit.HostileText;
import io.postern.testkit.RouterContract;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

class ForwardRouterTest implements RouterContract {
    private static final RoutingDecision PASS = new RoutingDecision.Pass();

    @TempDir private Path temp;
    private Path home;

    private record Entry(String file) implements ForwardRouter.Options {
        @Override
        public Class<? extends Annotation> annotationType() {
            return ForwardRouter.Options.class;
        }
    }

    @BeforeEach
    void write() throws IOException {
        home = temp.resolve("home");
        write("alice", "bob@other.test\n");
    }

    private Path write(String user, String text) throws IOException {
        Path folder = Files.createDirectories(home.resolve(user));
        Path file = Files.writeString(folder.resolve(".forward"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    @Override
    public Router router() {
        return new ForwardRouter(new Entry(home + "/{local-part}/.forward"));
    }

    @Override
    public Recipient recipient() {
        return Addresses.recipient("alice@local.test");
    }

    private RoutingDecision route(String localPart) throws InterruptedException {
        return router().route(Recipient.of(Mailbox.of(localPart, "local.test")), context());
    }

    private static RoutingDecision redirect(String... addresses) {
        return new RoutingDecision.Redirect(Stream.of(addresses).map(Addresses::mailbox).toList());
    }

    private static void assertDeferred(RoutingDecision decision, String code) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        RoutingDecision.Defer.class,
                        defer -> assertThat(defer.status().code()).isEqualTo(code));
    }

    @Test
    void whoHasAFileIsRedirected() throws Exception {
        assertThat(route("alice")).isEqualTo(redirect("bob@other.test"));
    }

    @Test
    void letterCaseOfTheRecipientSaysNothing() throws Exception {
        assertThat(route("ALICE")).isEqualTo(redirect("bob@other.test"));
    }

    @Test
    void aCopyMayBeKept() throws Exception {
        write("alice", "\\alice\nbob@other.test\n");

        assertThat(route("alice")).isEqualTo(redirect("alice@local.test", "bob@other.test"));
    }

    @Test
    void whoHasNoFileIsPassed() throws Exception {
        Files.createDirectories(home.resolve("carol"));
        Files.writeString(home.resolve("dave"), "a file in place of a folder");

        assertThat(route("carol")).isEqualTo(PASS);
        assertThat(route("nobody")).isEqualTo(PASS);
        assertThat(route("dave")).isEqualTo(PASS);
    }

    @Test
    void aFileWithoutAddressesIsNone() throws Exception {
        write("alice", "# not any more\n");

        assertThat(route("alice")).isEqualTo(PASS);
    }

    @Test
    void aChangedFileCountsAtOnce() throws Exception {
        Router router = router();
        router.route(recipient(), context());
        write("alice", "carol\n");

        assertThat(router.route(recipient(), context())).isEqualTo(redirect("carol@local.test"));
    }

    @Test
    void namesFromTheNetworkNeverLeadOutOfTheFolder() throws Exception {
        Files.writeString(Files.createDirectories(home).resolve(".forward"), "canary@x.test");
        Files.writeString(temp.resolve(".forward"), "canary@x.test");
        Files.createDirectories(temp.resolve("etc"));
        Files.writeString(temp.resolve("etc/.forward"), "canary@x.test");

        for (String localPart : HostileText.LOCAL_PARTS) {
            assertThat(route(localPart)).as("%s", localPart).isEqualTo(PASS);
        }
        for (String localPart :
                new String[] {"..", ".", "../etc", "../home/alice", "alice/../alice", "./alice"}) {
            assertThat(route(localPart)).as("%s", localPart).isEqualTo(PASS);
        }
    }

    @Test
    void domainsNeverLeadOutOfTheFolder() throws Exception {
        Router router = new ForwardRouter(new Entry(home + "/{domain}/{local-part}"));
        Files.writeString(temp.resolve("secret"), "canary@x.test");

        for (String domain : new String[] {"..a", "../home/alice", "a/../..x", "x/y"}) {
            assertThat(router.route(Recipient.of(Mailbox.of("secret", domain)), context()))
                    .as("%s", domain)
                    .isEqualTo(PASS);
        }
    }

    @Test
    void aSymbolicLinkIsNotFollowed() throws Exception {
        Path elsewhere = Files.createDirectories(temp.resolve("elsewhere"));
        Path secret = Files.writeString(elsewhere.resolve(".forward"), "canary@x.test");
        Files.createSymbolicLink(home.resolve("linked"), elsewhere);
        Files.createSymbolicLink(
                Files.createDirectories(home.resolve("carol")).resolve(".forward"), secret);

        assertDeferred(route("linked"), "4.7.0");
        assertDeferred(route("carol"), "4.7.0");
    }

    @Test
    void theFolderItselfMayBeALink() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("link"), home);
        Router router = new ForwardRouter(new Entry(link + "/{local-part}/.forward"));

        assertThat(router.route(recipient(), context())).isEqualTo(redirect("bob@other.test"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-"})
    void aFileThatOthersCanWriteIsNotBelieved(String permissions) throws Exception {
        Files.setPosixFilePermissions(
                home.resolve("alice/.forward"), PosixFilePermissions.fromString(permissions));

        assertDeferred(route("alice"), "4.7.0");
    }

    @Test
    void onlyARegularFileIsRead() throws Exception {
        Files.createDirectories(home.resolve("carol/.forward"));

        assertDeferred(route("carol"), "4.7.0");
    }

    @Test
    void aFileOf64KiBIsReadAndABiggerOneIsNot() throws Exception {
        String comment = "#".repeat(64 * 1024 - "\nbob@x.test".length());
        write("alice", comment + "\nbob@x.test");
        assertThat(route("alice")).isEqualTo(redirect("bob@x.test"));

        write("alice", comment + "#\nbob@x.test");
        assertDeferred(route("alice"), "4.7.0");
    }

    @Test
    void octetsThatAreNoTextDefer() throws Exception {
        Files.write(home.resolve("alice/.forward"), new byte[] {(byte) 0xff});

        assertDeferred(route("alice"), "4.3.0");
    }

    @Test
    void aBrokenLineDefersAndIsLoggedWithFileAndLine() throws Exception {
        Path file = write("alice", "bob@x.test\n|/bin/prog\n");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(ForwardRouter.class);
        logger.addAppender(log);
        log.start();

        assertDeferred(route("alice"), "4.3.5");

        logger.detachAppender(log);
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "forward "
                                + file
                                + ":2: only addresses are followed, no pipes, files or includes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/home/.forward", "/home/{user}/.forward", "/home/{local-part}/{}"})
    void aTemplateThatMakesNoSenseIsRefused(String template) {
        assertThatThrownBy(() -> new ForwardRouter(new Entry(template)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("forward router: file:");
    }
}
