// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.event.MailEvent;
import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.TestCertificate;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What another TLS than Java's makes of ours; skipped where there is no openssl. */
@Timeout(60)
class OpenSslIT {
    /** The exit status of what SIGTERM has ended. */
    private static final int TERMINATED = 128 + 15;

    @TempDir private Path folder;

    @BeforeAll
    static void requireOpenSsl() throws Exception {
        boolean isThere;
        try {
            isThere = new ProcessBuilder("openssl", "version").start().waitFor() == 0;
        } catch (IOException _) {
            isThere = false;
        }
        if (!isThere) {
            System.out.println("OpenSslIT is skipped: there is no openssl here");
        }
        Assumptions.assumeTrue(isThere);
    }

    @Test
    void certificateOfTheNameIsVerified() throws Exception {
        try (TestServer server = server(ListenerSettings.Tls.STARTTLS)) {
            List<String> verified =
                    List.of(
                            "-starttls",
                            "smtp",
                            "-servername",
                            "mx.test",
                            "-verify_hostname",
                            "mx.test",
                            "-CAfile",
                            folder.resolve("ca.pem").toString(),
                            "-verify_return_error");
            String said = client(server, verified, "quit\n");
            assertThat(said).contains("Verify return code: 0 (ok)").contains("221 2.0.0");
            String old = client(server, with(verified, "-tls1_2"), "quit\n");
            assertThat(old).contains("TLSv1.2").contains("221 2.0.0");
        }
    }

    @Test
    void oldProtocolIsRefused() throws Exception {
        try (TestServer server = server(ListenerSettings.Tls.IMPLICIT)) {
            // Without its own objections, so that it is the server that refuses.
            List<String> old = List.of("-tls1_1", "-cipher", "ALL:@SECLEVEL=0");
            assertThat(client(server, old, "quit\n")).doesNotContain("220 mx.test");
        }
    }

    @Test
    void secondHandshakeEndsTheConnection() throws Exception {
        try (TestServer server = server(ListenerSettings.Tls.IMPLICIT)) {
            // R as the first thing it reads makes s_client renegotiate.
            String said = client(server, List.of("-tls1_2"), "R\n");
            assertThat(said).contains("RENEGOTIATING").doesNotContain("\n221 ");
            try (RawSmtpClient other =
                    server.connect().handshake(TestTls.AUTHORITY.trustingContext(), "mx.test")) {
                other.expect(220, other.reply());
            }
        }
    }

    @Test
    void clientIsKnownByItsCertificate() throws Exception {
        TestCertificate certificate = TestTls.AUTHORITY.client("somebody");
        List<String> shown =
                List.of(
                        "-cert",
                        certificate.writeCertificate(folder.resolve("client.pem")).toString(),
                        "-key",
                        certificate.writeKey(folder.resolve("client.key")).toString());
        try (TestServer server = server(ListenerSettings.Tls.IMPLICIT)) {
            assertThat(client(server, shown, "quit\n")).contains("220 mx.test");
            assertThat(server.events)
                    .filteredOn(MailEvent.Connected.class::isInstance)
                    .singleElement()
                    .satisfies(
                            event ->
                                    assertThat(((MailEvent.Connected) event).client().certificate())
                                            .isPresent());
        }
    }

    private TestServer server(ListenerSettings.Tls kind) throws Exception {
        return new TestServer()
                .settings(TestTls.settings(kind))
                .tls(TestTls.listener(folder, Map.of()))
                .start();
    }

    /**
     * Runs s_client, which sends this once it has the greeting; all it prints. It takes a Q or R at
     * the start of a line for its own.
     */
    private static String client(TestServer server, List<String> options, String commands)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("openssl", "s_client", "-crlf", "-connect"));
        line.add("127.0.0.1:" + server.port());
        line.addAll(options);
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        CompletableFuture.delayedExecutor(10, TimeUnit.SECONDS).execute(process::destroy);
        StringBuilder said = new StringBuilder();
        boolean asked = false;
        byte[] piece = new byte[8 * 1024];
        int length = process.getInputStream().read(piece);
        while (length >= 0) {
            said.append(new String(piece, 0, length, StandardCharsets.ISO_8859_1));
            if (!asked && said.indexOf(greeting(options)) >= 0) {
                asked = true;
                process.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
                process.getOutputStream().flush();
            }
            length = process.getInputStream().read(piece);
        }
        assertThat(process.waitFor()).describedAs("ended by us: " + said).isNotEqualTo(TERMINATED);
        return said.toString();
    }

    /** After STARTTLS s_client swallows the greeting and ends its report so. */
    private static String greeting(List<String> options) {
        return options.contains("-starttls") ? "250 " : "220 mx.test";
    }

    private static List<String> with(List<String> options, String more) {
        List<String> all = new ArrayList<>(options);
        all.add(more);
        return all;
    }
}
