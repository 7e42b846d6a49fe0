// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.TestCertificate;
import io.postern.testkit.TestCertificates;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** An ISP's platform on one machine, with certificates and users made for the test. */
@Timeout(120)
class IspIT {
    private static final String SCRIPT =
            """
            // @ts-check
            import { reject } from 'postern';

            export function onRecipient(transaction, recipient) {
              if (recipient.localPart.startsWith('spamtrap-')) return reject('5.1.1', 'no such user');
            }
            """;

    @TempDir static Path folder;
    private static PosternProcess postern;
    private static TestCertificates authority;

    @BeforeAll
    static void start() throws Exception {
        postern = PosternProcess.inHome(folder, PosternProcess.configuration("isp.yaml", 1));
        authority = TestCertificates.authority("isp.test");
        Path tls = Files.createDirectories(folder.resolve("conf/tls"));
        TestCertificate server = authority.server("mx.isp.test", "localhost");
        server.writeCertificate(tls.resolve("cert.pem"));
        server.writeKey(tls.resolve("key.pem"));
        authority.writeRoot(tls.resolve("clients.pem"));
        write("conf/aliases", "postmaster: alice\nsales: alice, bob\n");
        write("scripts/policy.js", SCRIPT);
        for (String user : List.of("alice@isp.test", "bob@isp.test")) {
            PosternProcess.Outcome added =
                    postern.commandWithInput("secret\n", "user", "add", "--password-stdin", user);
            assertThat(added.code()).as(added.err()).isZero();
        }
        postern.start();
    }

    @AfterAll
    static void stop() throws Exception {
        assertThat(postern.stop()).isZero();
        postern.close();
    }

    @Test
    void checkProvesWhoMayRelay() throws Exception {
        PosternProcess.Outcome check = postern.command("check");
        assertThat(check.code()).as(check.err()).isZero();
        assertThat(check.out())
                .containsPattern("any host +permitted +permitted +refused \\(550 5\\.7\\.1\\)")
                .containsPattern(
                        "127\\.0\\.0\\.2/32 +permitted +permitted +permitted by relay networks")
                .containsPattern("verified certificate .*permitted by relay certificates");
    }

    @Test
    void checkFindsTheKeyOfAnotherCertificate(@TempDir Path other) throws Exception {
        String yaml = PosternProcess.configuration("clients.yaml", 1);
        PosternProcess wrong = PosternProcess.inHome(other, yaml);
        Path tls = Files.createDirectories(other.resolve("conf/tls"));
        authority.server("mx.isp.test").writeCertificate(tls.resolve("server.pem"));
        authority.server("mx.isp.test").writeKey(tls.resolve("server.key"));
        Files.writeString(other.resolve("conf/users.yaml"), "");
        PosternProcess.Outcome check = wrong.command("check");
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.err())
                .containsPattern("conf/postern\\.yaml:\\d+:1: tls doesn't start: .*server\\.key")
                .doesNotContain("\tat ");
    }

    @Test
    void mailForAnAliasOfSeveralReachesEachMailbox() throws Exception {
        try (RawSmtpClient client = RawSmtpClient.greeted(postern.port("mx"))) {
            client.expect(
                    250,
                    client.transaction(
                            "carol@example.org",
                            List.of("sales@isp.test"),
                            Octets.message("for sale\r\n")));
        }
        for (String user : List.of("alice", "bob")) {
            Path mail = postern.home().resolve("data/mail/isp.test/" + user + "/new");
            await().atMost(Duration.ofSeconds(30)).until(() -> holds(mail, "for sale"));
        }
    }

    @Test
    void strangerMayNotRelayAndTheBackupDomainIsTaken() {
        try (RawSmtpClient client = RawSmtpClient.greeted(postern.port("mx"))) {
            client.expect(250, client.mail("carol@example.org"));
            client.expect(550, client.rcpt("dave@example.net"));
            client.expect(550, client.rcpt("spamtrap-1@isp.test"));
            client.expect(250, client.rcpt("erin@backup.test"));
        }
    }

    @Test
    void clientWithACertificateOfOursMayRelay() {
        try (RawSmtpClient client = RawSmtpClient.greeted(postern.port("mx"))) {
            client.startTls(authority.client("customer", "carol@isp.test").context(authority));
            client.expect(250, client.ehlo("client.test"));
            client.expect(250, client.mail("carol@example.org"));
            client.expect(250, client.rcpt("dave@example.net"));
        }
    }

    @Test
    void clientWithACertificateOfStrangersMayNot() {
        try (RawSmtpClient client = RawSmtpClient.greeted(postern.port("mx"))) {
            TestCertificates strangers = TestCertificates.authority("stranger.test");
            client.startTls(strangers.client("customer", "carol@isp.test").context(authority));
            client.expect(250, client.ehlo("client.test"));
            client.expect(250, client.mail("carol@example.org"));
            client.expect(550, client.rcpt("dave@example.net"));
        }
    }

    private static boolean holds(Path mail, String text) throws IOException {
        if (!Files.isDirectory(mail)) {
            return false;
        }
        try (Stream<Path> files = Files.list(mail)) {
            for (Path file : files.toList()) {
                if (Files.readString(file).contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void write(String file, String text) throws IOException {
        Path path = postern.home().resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
