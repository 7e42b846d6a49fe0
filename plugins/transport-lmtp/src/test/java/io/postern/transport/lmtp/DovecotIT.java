// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.lmtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Recipient;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Deferred;
import io.postern.api.transport.DeliveryOutcome.Delivered;
import io.postern.api.transport.DeliveryOutcome.Failed;
import io.postern.testkit.Addresses;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestMessage;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Delivers to Dovecot, out of Debian's packages unpacked aside; skipped where it can't be had. */
@Timeout(180)
class DovecotIT {
    private static final Path TREE = Path.of("target/peers/dovecot").toAbsolutePath();
    private static final Recipient ALICE = Addresses.recipient("alice@example.test");
    private static final Recipient BOB = Addresses.recipient("bob@example.test");
    private static final Recipient LOCKED = Addresses.recipient("locked@example.test");
    private static final Recipient STRANGER = Addresses.recipient("stranger@example.test");

    @TempDir private Path folder;
    private Process dovecot;

    @BeforeEach
    void start() throws Exception {
        unpack();
        // Dovecot's own user reads below it, and the socket's path has to be short.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path script = Path.of(getClass().getResource("/dovecot.sh").toURI());
        int port = SmtpSink.closedPort();
        dovecot =
                new ProcessBuilder(
                                "unshare",
                                "-m",
                                "sh",
                                script.toString(),
                                TREE.toString(),
                                folder.toString(),
                                String.valueOf(port))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("out").toFile())
                        .start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(socket()) || !dovecot.isAlive());
        skipUnless(dovecot.isAlive(), "Dovecot doesn't start here");
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (dovecot != null) {
            dovecot.destroy();
            dovecot.waitFor(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void eachRecipientGetsWhatDovecotSaysOfIt() throws Exception {
        Map<Recipient, DeliveryOutcome> outcomes =
                deliver(
                        TestAttempt.of(TestMessage.saying("hällo .\r\n.\r\n..dots"))
                                .to(List.of(ALICE, BOB, LOCKED, STRANGER)));

        assertThat(outcomes.get(ALICE)).isInstanceOf(Delivered.class);
        assertThat(outcomes.get(BOB)).isInstanceOf(Delivered.class);
        assertThat(outcomes.get(LOCKED)).isInstanceOf(Deferred.class);
        assertThat(outcomes.get(STRANGER)).isInstanceOf(Failed.class);
        assertThat(outcomes.get(STRANGER).status().code()).isEqualTo("5.1.1");
        assertThat(mailbox("alice"))
                .singleElement()
                .asString()
                .startsWith("Return-Path: <sender@client.test>\n")
                .endsWith("\nhällo .\n.\n..dots\n");
        assertThat(mailbox("bob")).hasSize(1);
    }

    @Test
    void largeMessageArrivesWhole() throws Exception {
        String body = ".0123456789\r\n".repeat(200_000);

        Map<Recipient, DeliveryOutcome> outcomes =
                deliver(
                        TestAttempt.of(TestMessage.of("Subject: x\r\n\r\n" + body))
                                .from("")
                                .to(List.of(ALICE)));

        assertThat(outcomes.get(ALICE)).isInstanceOf(Delivered.class);
        assertThat(mailbox("alice").getFirst().endsWith("\n\n" + body.replace("\r", ""))).isTrue();
    }

    private Map<Recipient, DeliveryOutcome> deliver(TestAttempt attempt)
            throws InterruptedException {
        return new LmtpTransport(
                        null,
                        new Places.Socket(UnixDomainSocketAddress.of(socket())),
                        Timeouts.all(Duration.ofSeconds(30)))
                .deliver(attempt)
                .outcomes();
    }

    private Path socket() {
        return folder.resolve("run/lmtp");
    }

    private List<String> mailbox(String user) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("mail/" + user + "/new"))) {
            return files.map(DovecotIT::read).toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void unpack() throws IOException, InterruptedException {
        skipUnless("root".equals(System.getProperty("user.name")), "a mount namespace needs root");
        if (!Files.exists(TREE.resolve("usr/lib/dovecot/lmtp"))) {
            Files.createDirectories(TREE);
            Process unpacking =
                    new ProcessBuilder(
                                    "sh",
                                    "-c",
                                    "apt-get download -q dovecot-core dovecot-lmtpd"
                                            + " && for deb in *.deb; do dpkg -x \"$deb\" .; done")
                            .directory(TREE.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(TREE.resolve("unpack.log").toFile())
                            .start();
            if (!unpacking.waitFor(120, TimeUnit.SECONDS)) {
                unpacking.destroyForcibly();
            }
        }
        skipUnless(
                Files.exists(TREE.resolve("usr/lib/dovecot/lmtp")),
                "Debian's packages dovecot-core and dovecot-lmtpd can't be had");
    }

    private static void skipUnless(boolean there, String reason) {
        if (!there) {
            System.out.println("SKIPPED: " + reason);
        }
        Assumptions.assumeTrue(there, "skipped: " + reason);
    }
}
