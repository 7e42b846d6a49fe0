// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.testkit.RawReply;
import io.postern.testkit.RawSmtpClient;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The default home, as the distribution has it, on free ports: its local domain is postern.test.
 */
@Timeout(120)
class LocalDeliveryIT {
    @TempDir static Path folder;
    private static PosternProcess postern;

    @BeforeAll
    static void startDefaultHome() throws Exception {
        Path home = folder.resolve("home");
        copy(PosternProcess.TREE.resolve("conf"), home.resolve("conf"));
        copy(PosternProcess.TREE.resolve("scripts"), home.resolve("scripts"));
        String yaml =
                Files.readString(home.resolve("conf/postern.yaml"))
                        .replaceAll("127\\.0\\.0\\.1:(2525|8025)", "127.0.0.1:0");
        postern = PosternProcess.inHome(home, yaml).start();
    }

    @AfterAll
    static void stop() throws Exception {
        assertThat(postern.stop()).isZero();
        postern.close();
    }

    @Test
    void messagesArriveInTheMaildirOctetForOctet() throws Exception {
        Map<String, byte[]> messages = Octets.messages();
        try (RawSmtpClient client = postern.greeted()) {
            client.patience(Duration.ofSeconds(60));
            for (byte[] message : messages.values()) {
                RawReply reply =
                        client.transaction(
                                "alice@example.org> BODY=8BITMIME",
                                List.of("bob@postern.test"),
                                message);
                client.expect(250, reply);
            }
        }
        List<Path> arrived = awaitMail("bob", messages.size());
        assertThat(arrived.stream().map(LocalDeliveryIT::body).toList())
                .containsExactlyInAnyOrderElementsOf(
                        messages.values().stream().map(Octets::withLineFeeds).toList());
        assertThat(Files.readString(arrived.getFirst(), StandardCharsets.ISO_8859_1))
                .startsWith("Return-Path: <alice@example.org>\n");
    }

    @Test
    void aliasGoesToItsMailbox() throws Exception {
        try (RawSmtpClient client = postern.greeted()) {
            client.expect(
                    250,
                    client.transaction(
                            "carol@example.org",
                            List.of("postmaster"),
                            Octets.message("to postmaster\r\n")));
        }
        assertThat(Files.readString(awaitMail("alice", 1).getFirst())).contains("to postmaster");
    }

    @Test
    void unknownUserIsRefusedWhileTheClientWaits() {
        try (RawSmtpClient client = postern.greeted()) {
            client.expect(250, client.mail("carol@example.org"));
            RawReply reply = client.expect(550, client.rcpt("nobody@postern.test"));
            assertThat(reply.text()).startsWith("5.1.1 ");
        }
    }

    private static List<Path> awaitMail(String user, int count) {
        Path mail = postern.home().resolve("data/mail/postern.test/" + user + "/new");
        await().atMost(Duration.ofSeconds(60)).until(() -> list(mail).size() >= count);
        return list(mail);
    }

    private static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] body(Path file) {
        try {
            return Octets.withoutTrace(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
