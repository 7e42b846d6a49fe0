// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.SinkSession;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.Stage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Accounts at smart hosts, as the file gives them. */
@Timeout(180)
class SmarthostLoginIT {
    private static final String PASSWORD = "correct horse 7 battery";
    private static final String OTHER = "another staple";

    private final SmtpSink sink = SmtpSink.start();

    @TempDir Path folder;

    @AfterEach
    void close() {
        sink.close();
    }

    @Test
    void eachTransportHasItsAccountAndNobodyShowsThePassword() throws Exception {
        sink.keywords("AUTH PLAIN LOGIN");
        sink.at(Stage.AUTH).replies("235 2.7.0 welcome");
        Path secret = Files.writeString(folder.resolve("secret"), OTHER + "\n");
        try (PosternProcess postern =
                PosternProcess.inHome(folder.resolve("home"), configuration(secret))) {
            postern.start();
            send(postern, "u@one.test");
            sink.awaitMessages(1);
            send(postern, "u@two.test");
            sink.awaitMessages(2);
            assertThat(logins()).containsExactly(plain("first", PASSWORD), plain("second", OTHER));
            assertThat(said(postern)).noneMatch(text -> text.contains(PASSWORD));
            assertThat(postern.stop()).isZero();
        }
    }

    @Test
    void aRefusedLoginKeepsTheMailAndSaysWhy() throws Exception {
        sink.keywords("AUTH PLAIN");
        sink.at(Stage.AUTH).replies("535 5.7.8 no such account");
        Path secret = Files.writeString(folder.resolve("secret"), OTHER + "\n");
        try (PosternProcess postern =
                PosternProcess.inHome(folder.resolve("home"), configuration(secret))) {
            postern.start();
            send(postern, "u@one.test");
            await().untilAsserted(
                            () ->
                                    assertThat(postern.log())
                                            .contains("status=deferred (4.7.8 login as first")
                                            .contains("mechanism=PLAIN refused: 535 5.7.8"));
            for (int i = 0; i < 5; i++) {
                send(postern, "u@one.test");
            }
            assertThat(Queue.count(postern)).isEqualTo(6);
            assertThat(sink.messages()).isEmpty();
            assertThat(logins()).as("the site is left alone").hasSizeLessThanOrEqualTo(2);
            assertThat(postern.stop()).isZero();
        }
    }

    @Test
    void anAccountWithoutASecretIsAMistakeInTheFile() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), OTHER);
        String wrong =
                configuration(secret).replace("auth-password: \"" + PASSWORD + "\"", "tls: none");
        try (PosternProcess postern = PosternProcess.inHome(folder.resolve("home"), wrong)) {
            PosternProcess.Outcome checked = postern.command("check");
            assertThat(checked.code()).isNotZero();
            assertThat(checked.out() + checked.err()).contains("auth-user goes with one of");
        }
    }

    private String configuration(Path secret) {
        return """
        hostname: out.postern.test
        listeners:
          - {name: smtp, bind: "127.0.0.1:0"}
        relay: {networks: [127.0.0.0/8]}
        routers:
          - {name: one, type: smarthost, domains: [one.test], hosts: ["127.0.0.1:%1$d"], transport: one}
          - {name: two, type: smarthost, hosts: ["127.0.0.1:%1$d"], transport: two}
        transports:
          one:
            type: smtp
            auth-user: first
            auth-password: "%2$s"
            auth-in-clear: true
          two:
            type: smtp
            auth-user: second
            auth-password-file: %3$s
            auth-mechanisms: [plain]
            auth-in-clear: true
        queue: {retry: ["10m x 5"], delay-warning: 0s}
        admin: {bind: "127.0.0.1:0"}
        """
                .formatted(sink.port(), PASSWORD, secret);
    }

    private static void send(PosternProcess postern, String to) throws Exception {
        try (RawSmtpClient client = postern.greeted()) {
            byte[] message = Octets.message("hello\r\n");
            client.expect(250, client.transaction("s@home.test", List.of(to), message));
        }
    }

    /** What an operator gets to see. */
    private static List<String> said(PosternProcess postern) throws Exception {
        List<String> said = new ArrayList<>();
        said.add(postern.log());
        for (String command : List.of("check", "hooks", "status")) {
            PosternProcess.Outcome outcome = postern.command(command);
            said.add(outcome.out() + outcome.err());
        }
        return said;
    }

    private List<String> logins() {
        return sink.sessions().stream()
                .map(SinkSession::commands)
                .flatMap(List::stream)
                .filter(line -> line.startsWith("AUTH"))
                .toList();
    }

    private static String plain(String user, String password) {
        String message = "\0" + user + "\0" + password;
        return "AUTH PLAIN "
                + Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8));
    }
}
