// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

@Timeout(30)
class TryCommandIT {
    private static final String ANSWER =
            """
            {"listener": "mx", "outcome": "%s", "exchanges": [
              {"command": "", "reply": "220 mx.x.test ESMTP Postern", "by": "core"},
              {"command": "EHLO client.example", "reply": "250-mx.x.test\\n250 SIZE 1000", "by": "core"},
              {"command": "MAIL FROM:<a@x.test>", "reply": "250 2.1.0 Ok", "by": "core"},
              {"command": "RCPT TO:<b@y.test>", "reply": "451 4.7.1 Come again", "by": "greylist"},
              {"command": "QUIT", "reply": "", "by": "core"}]}
            """;

    @TempDir private Path home;

    private StubServer server;

    @BeforeEach
    void start() throws IOException {
        server = new StubServer(home);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void eachReplyIsPrintedWithTheHookThatGaveIt() {
        server.reply("POST /api/try", 200, ANSWER.formatted("deferred"));
        assertThat(tried().out())
                .isEqualTo(
                        """
                        S: 220 mx.x.test ESMTP Postern  [core]
                        C: EHLO client.example
                        S: 250-mx.x.test
                        S: 250 SIZE 1000                [core]
                        C: MAIL FROM:<a@x.test>
                        S: 250 2.1.0 Ok                 [core]
                        C: RCPT TO:<b@y.test>
                        S: 451 4.7.1 Come again         [greylist]
                        C: QUIT
                        S: (closes the connection)

                        would have to try again later
                        """);
    }

    @ParameterizedTest
    @CsvSource({"accepted, 0", "refused, 1", "deferred, 75"})
    void exitCodeIsTheOutcome(String outcome, int exitCode) {
        server.reply("POST /api/try", 200, ANSWER.formatted(outcome));
        assertThat(tried().exitCode()).isEqualTo(exitCode);
    }

    @Test
    void whatIsLeftOutIsEmpty() {
        server.reply("POST /api/try", 200, ANSWER.formatted("accepted"));
        tried();
        assertThat(asked())
                .isEqualTo(
                        "{\"from\":\"192.0.2.1\",\"listener\":\"\",\"helo\":\"\",\"tls\":false,"
                                + "\"login\":\"\",\"sender\":\"\",\"recipients\":[\"b@y.test\"]}");
    }

    @Test
    void allThatCanBePretendedIsSent() throws Exception {
        server.reply("POST /api/try", 200, ANSWER.formatted("accepted"));
        Path message = Files.writeString(home.resolve("m.eml"), "Subject: x\n\nKäse\n");
        tried(
                "--listener=submission",
                "--helo=me.example",
                "--tls",
                "--login=ann",
                "--sender=<ann@x.test>",
                "--recipient=<c@y.test>",
                "--data=" + message);
        assertThat(asked())
                .contains("\"listener\":\"submission\"", "\"helo\":\"me.example\"", "\"tls\":true")
                .contains("\"login\":\"ann\"", "\"sender\":\"ann@x.test\"")
                .contains("\"recipients\":[\"b@y.test\",\"c@y.test\"]", "Käse");
    }

    @Test
    void certificateMayBeANameOrAFingerprint() {
        server.reply("POST /api/try", 200, ANSWER.formatted("accepted"));
        tried("--certificate=Mail.Example.org");
        assertThat(asked()).contains("\"names\":[\"mail.example.org\"]");

        tried("--certificate=" + "AB:".repeat(31) + "AB");
        assertThat(asked()).contains("\"fingerprint\":\"" + "ab".repeat(32) + "\"");
    }

    @Test
    void certificateFileIsRead() throws Exception {
        server.reply("POST /api/try", 200, ANSWER.formatted("accepted"));
        Path store = home.resolve("store.p12");
        Path pem = home.resolve("client.pem");
        keytool(
                "-genkeypair",
                "-dname",
                "CN=Ann,O=Example",
                "-ext",
                "san=email:Ann@x.test,dns:ann.x.test",
                "-keyalg",
                "EC",
                "-keystore",
                store.toString());
        keytool("-exportcert", "-rfc", "-file", pem.toString(), "-keystore", store.toString());

        tried("--certificate=" + pem);

        assertThat(asked())
                .contains("\"subject\":\"CN=Ann,O=Example\"")
                .contains("\"names\":[\"ann@x.test\",\"ann.x.test\"]")
                .containsPattern("\"fingerprint\":\"[0-9a-f]{64}\"");
    }

    @Test
    void certificateFileThatIsNoneIsAMistakeOfUsage() throws Exception {
        Path file = Files.writeString(home.resolve("x.pem"), "nonsense");
        assertThat(tried("--certificate=" + file).exitCode()).isEqualTo(2);
        assertThat(tried("--certificate=missing.pem").err()).contains("no file missing.pem");
    }

    @Test
    void mistakesThatTheServerFindsAreSaid() {
        server.reply("POST /api/try", 400, "{\"error\": \"say which listener; there are: a, b\"}");
        Line line = tried();
        assertThat(line.exitCode()).isEqualTo(2);
        assertThat(line.err()).isEqualTo("postern: say which listener; there are: a, b\n");
    }

    private Line tried(String... more) {
        List<String> words = new ArrayList<>();
        words.addAll(List.of("try", "--home=" + home, "--from=192.0.2.1", "--recipient=b@y.test"));
        words.addAll(List.of(more));
        return Line.run(words.toArray(String[]::new));
    }

    private String asked() {
        return server.asked()
                .getLast()
                .body()
                .replaceAll("(?<=[\\[,{]) |\n *| (?=[]:}])|(?<=:) ", "");
    }

    private static void keytool(String... words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words));
        command.addAll(List.of("-storepass", "secret", "-alias", "client"));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }
}
