// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.SinkMessage;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.TestCertificate;
import io.postern.testkit.TestCertificates;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Real clients and relays send through us: with STARTTLS, in TLS from the start, logged in. */
@Timeout(120)
class ClientsIT {
    private static final String ALICE = "alice@local.test";
    private static final String PASSWORD = "s3cret pass";
    private static final String MESSAGE =
            "From: alice@local.test\nTo: bob@example.org\nSubject: hello\n\n.dots\nand text\n";

    @TempDir static Path folder;
    private static SmtpSink sink;
    private static PosternProcess postern;
    private static TestCertificates certificates;
    private static Path authority;

    private int before;

    @BeforeAll
    static void start() throws Exception {
        sink = SmtpSink.start();
        postern =
                PosternProcess.inHome(
                        folder.resolve("home"),
                        PosternProcess.configuration("clients.yaml", sink.port()));
        Path tls = Files.createDirectories(postern.home().resolve("conf/tls"));
        certificates = TestCertificates.authority("clients.test");
        TestCertificate server = certificates.server("localhost", "127.0.0.1");
        server.writeCertificate(tls.resolve("server.pem"));
        server.writeKey(tls.resolve("server.key"));
        authority = certificates.writeRoot(folder.resolve("ca.pem"));
        PosternProcess.Outcome added =
                postern.commandWithInput(PASSWORD + "\n", "user", "add", "--password-stdin", ALICE);
        assertThat(added.code()).as(added.err()).isZero();
        postern.start();
    }

    @AfterAll
    static void stop() throws Exception {
        assertThat(postern.stop()).isZero();
        postern.close();
        sink.close();
    }

    @BeforeEach
    void countMessages() {
        before = sink.messages().size();
    }

    @Test
    void swaksWithStartTlsAndLogin() throws Exception {
        for (String mechanism : List.of("PLAIN", "LOGIN")) {
            run(swaks(mechanism, PASSWORD), "");
            assertThat(arrived()).contains("from swaks with " + mechanism).contains("ESMTPSA");
            before++;
        }
    }

    @Test
    void swaksIsRefusedWithAWrongPassword() throws Exception {
        Process process = swaks("PLAIN", "wrong").start();
        assertThat(output(process)).contains("535 5.7.8");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
    }

    /** What proves who somebody is belongs in no log. */
    @Test
    void noCredentialGetsIntoTheLog() throws Exception {
        String plain = "\0" + ALICE + "\0" + PASSWORD;
        String response =
                Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        try (RawSmtpClient client = RawSmtpClient.greeted(postern.port("submission"))) {
            client.startTls(certificates.trustingContext());
            client.expect(250, client.ehlo("client.test"));
            client.expect(334, client.command("AUTH PLAIN"));
            client.expect(235, client.command(response));
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> postern.log().contains("235 2.7.0"));
        assertThat(postern.log()).doesNotContain(response).doesNotContain(PASSWORD);
    }

    @Test
    void msmtpWithScram() throws Exception {
        run(msmtp("submission", "on", "scram-sha-256"), MESSAGE);
        assertThat(arrived()).contains("\r\n.dots\r\nand text\r\n").contains("ESMTPSA");
    }

    @Test
    void msmtpInTlsFromTheStart() throws Exception {
        run(msmtp("submissions", "off", "plain"), MESSAGE);
        assertThat(arrived()).contains("and text");
    }

    @Test
    void nodemailerInTlsFromTheStart() throws Exception {
        Path modules = Peers.nodemailer();
        run(
                new ProcessBuilder(
                                "node",
                                resource("submit.js").toString(),
                                modules.toString(),
                                "" + postern.port("submissions"),
                                authority.toString(),
                                ALICE,
                                PASSWORD,
                                "bob@example.org")
                        .redirectErrorStream(true),
                "");
        assertThat(arrived()).contains("from nodemailer").contains("Message-ID:");
    }

    @Test
    void smtplibWithStartTlsAndUtf8() throws Exception {
        Peers.require("python3");
        sink.keywords("PIPELINING", "8BITMIME", "SMTPUTF8");
        run(
                new ProcessBuilder(
                                "python3",
                                resource("submit.py").toString(),
                                "" + postern.port("submission"),
                                authority.toString(),
                                ALICE,
                                PASSWORD,
                                "bob@example.org")
                        .redirectErrorStream(true),
                "");
        assertThat(arrived()).contains("Subject: smtplib says grüezi").contains("UTF8SMTPSA");
    }

    @Test
    void eximRelaysToUsInTls() throws Exception {
        relay("exim.sh", Peers.exim());
        assertThat(arrived()).contains("exim.client.test").contains("ESMTPS");
    }

    @Test
    void postfixRelaysToUsInTls() throws Exception {
        sink.keywords("PIPELINING", "8BITMIME", "DSN");
        relay("postfix.sh", Peers.postfix());
        assertThat(arrived()).contains("postfix.client.test").contains("ESMTPS");
        SinkMessage last = sink.messages().getLast();
        assertThat(last.mailParameters()).contains("ENVID=order-17");
        assertThat(last.rcptParameters().getFirst()).contains("NOTIFY=SUCCESS,FAILURE");
    }

    private static void relay(String script, Path tree) throws Exception {
        Path work = folder.resolve(script + ".d");
        // Their own users must reach what is theirs.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        run(
                Peers.inNamespace(
                        resource(script),
                        List.of(
                                tree.toString(),
                                work.toString(),
                                "" + postern.smtpPort(),
                                "carol@client.test",
                                "bob@example.test")),
                MESSAGE);
    }

    private static ProcessBuilder swaks(String mechanism, String password) throws Exception {
        return Peers.swaks(
                List.of(
                        "--server=127.0.0.1",
                        "--port=" + postern.port("submission"),
                        "--tls",
                        "--auth=" + mechanism,
                        "--auth-user=" + ALICE,
                        "--auth-password=" + password,
                        "--from=" + ALICE,
                        "--to=bob@example.org",
                        "--body=from swaks with " + mechanism));
    }

    private static ProcessBuilder msmtp(String listener, String startTls, String mechanism)
            throws Exception {
        return Peers.msmtp(
                List.of(
                        "--host=127.0.0.1",
                        "--port=" + postern.port(listener),
                        "--tls=on",
                        "--tls-starttls=" + startTls,
                        "--tls-trust-file=" + authority,
                        "--tls-host-override=localhost",
                        "--auth=" + mechanism,
                        "--user=" + ALICE,
                        "--passwordeval=echo '" + PASSWORD + "'",
                        "--from=" + ALICE,
                        "bob@example.org"));
    }

    private static void run(ProcessBuilder builder, String input) throws Exception {
        Process process = builder.start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = output(process);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }

    private static String output(Process process) throws Exception {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The next message at the sink. */
    private String arrived() throws InterruptedException {
        return new String(
                sink.awaitMessages(before + 1).get(before).content(), StandardCharsets.UTF_8);
    }

    private static Path resource(String name) throws Exception {
        Path file = folder.resolve(name);
        try (InputStream in = ClientsIT.class.getResourceAsStream("/" + name)) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }
}
