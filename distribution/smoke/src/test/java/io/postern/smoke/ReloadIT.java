// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.TestCertificate;
import io.postern.testkit.TestCertificates;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code postern reload} does to the listeners, TLS, logins and limits of a running server.
 */
@Timeout(180)
class ReloadIT {
    private static final String MESSAGE = "Subject: through a reload\r\n\r\nhello\r\n.\r\n";

    @TempDir private Path folder;

    private String yaml;
    private PosternProcess postern;

    @BeforeEach
    void start() throws Exception {
        yaml = PosternProcess.configuration("hold.yaml", SmtpSink.closedPort());
        postern = PosternProcess.inHome(folder, yaml).start();
    }

    @AfterEach
    void stop() {
        postern.close();
    }

    @Test
    void transactionGoesOnWhileListenersTlsLoginsAndLimitsChange() throws Exception {
        try (RawSmtpClient client = postern.greeted()) {
            client.expect(250, client.mail("a@example.org"));
            client.expect(250, client.rcpt("b@example.test"));

            PosternProcess.Outcome reload = reload(withSubmission());
            assertThat(reload.code()).as(reload.err()).isZero();

            client.expect(354, client.command("DATA"));
            client.send(MESSAGE);
            client.expect(250, client.reply());
            client.expect(221, client.quit());
        }
        assertThat(postern.command("queue", "list", "--count").out()).isEqualTo("1\n");
    }

    @Test
    void newListenerHasTheNewTlsLoginsAndLimits() throws Exception {
        TestCertificates authority = TestCertificates.authority("Test CA");
        assertThat(reload(withSubmission(authority)).code()).isZero();

        try (RawSmtpClient client = RawSmtpClient.greeted(port("submission"))) {
            client.startTls(authority.trustingContext());
            assertThat(client.ehlo("client.example").toString()).contains("AUTH ", "SIZE 1048576");
            client.expect(530, client.mail("a@example.org"));
        }

        assertThat(reload(yaml).code()).isZero();
        assertThat(postern.command("status").out()).doesNotContain("submission");
    }

    @Test
    void brokenFileChangesNothing() throws Exception {
        String before = steadyStatus();
        try (RawSmtpClient client = postern.greeted()) {
            PosternProcess.Outcome reload =
                    reload(yaml.replace("name: smtp", "name: smtp\n    tls: starttls"));

            assertThat(reload.code()).isEqualTo(1);
            assertThat(reload.err())
                    .contains(
                            "conf/postern.yaml:5:5: tls: starttls needs 'certificate' under tls:");
            assertThat(client.ehlo("again.example").toString()).doesNotContain("STARTTLS");
        }
        assertThat(steadyStatus()).isEqualTo(before);
    }

    @Test
    void scriptThatFailsItsTestsIsNotTakenAndReloadSaysWhy() throws Exception {
        Path script = Files.createDirectories(folder.resolve("scripts")).resolve("policy.js");
        Files.writeString(script, "export function onHelo() {}\n");
        Files.writeString(
                script.resolveSibling("policy.test.js"),
                """
                import { assert, session, test } from 'postern/test';
                test('all are let in', () => assert.equal(session().helo().verdict, 'pass'));
                """);
        PosternProcess.Outcome first = reload(yaml + "\nscripts: [scripts/policy.js]\n");
        assertThat(first.code()).as(first.err()).isZero();
        Files.writeString(
                script,
                """
                import { reject } from 'postern';
                export const onHelo = () => reject('5.7.1', 'nobody');
                """);

        PosternProcess.Outcome second = postern.command("reload");
        assertThat(second.code()).isEqualTo(1);
        assertThat(second.err())
                .contains("scripts/policy.js: not taken, the old one goes on: ")
                .contains("1 of 1 failed: all are let in: scripts/policy.test.js:2:");
        try (RawSmtpClient client = postern.greeted()) {
            assertThat(client.ehlo("client.example").toString()).contains("250");
        }
    }

    /** What only a reload could change: not the time, nor what others leave of the disk. */
    private String steadyStatus() throws Exception {
        return postern.command("status", "--json")
                .out()
                .replaceAll("\"uptime.*", "")
                .replaceAll("\"freeOctets.*", "");
    }

    private String withSubmission() throws Exception {
        return withSubmission(TestCertificates.authority("Test CA"));
    }

    private String withSubmission(TestCertificates authority) throws Exception {
        TestCertificate certificate = authority.server("localhost", "mx.postern.test");
        certificate.writeCertificate(folder.resolve("conf/cert.pem"));
        certificate.writeKey(folder.resolve("conf/key.pem"));
        Files.writeString(folder.resolve("conf/users.yaml"), "ann@example.org: {}\n");
        return yaml.replace(
                        "relay:",
                        """
                          - name: submission
                            bind: 127.0.0.1:0
                            tls: starttls
                            role: submission
                        tls: {certificate: conf/cert.pem, key: conf/key.pem}
                        auth: [{type: file, file: conf/users.yaml}]
                        relay:\
                        """)
                .replace("limits:", "limits:\n  message-size: 1MiB");
    }

    private PosternProcess.Outcome reload(String file) throws Exception {
        Files.writeString(folder.resolve("conf/postern.yaml"), file);
        return postern.command("reload");
    }

    private int port(String listener) throws Exception {
        String status = postern.command("status").out();
        Matcher place = Pattern.compile(listener + " 127\\.0\\.0\\.1:(\\d+)").matcher(status);
        assertThat(place.find()).as(status).isTrue();
        return Integer.parseInt(place.group(1));
    }
}
