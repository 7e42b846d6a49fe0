// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.postern.api.event.MailEvent;
import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.TestCertificates;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

@Timeout(60)
class TlsIT {
    private static final SSLContext CLIENT = TestTls.AUTHORITY.trustingContext();

    @TempDir private Path folder;

    @Test
    void messageComesInByTlsFromTheStart() throws Exception {
        try (TestServer server = implicit().start();
                RawSmtpClient client = greeted(server)) {
            client.expect(
                    250, client.transaction("", List.of("b@local.test"), "text\r\n".getBytes()));
            client.expect(221, client.quit());
            client.expectClosed();
            assertThat(server.spool.only().text()).contains("ESMTPS").contains("TLSv1.3");
        }
    }

    @Test
    void nothingThatWasSentInClearSurvivesStartTls() throws Exception {
        try (TestServer server = startTls().start();
                RawSmtpClient client = server.client()) {
            client.send("STARTTLS\r\nEHLO injected.test\r\nMAIL FROM:<a@injected.test>\r\n");
            client.expect(220, client.reply());
            client.handshake(CLIENT, "mx.test");
            assertThat(client.silentFor(Duration.ofMillis(300))).isTrue();
            assertThat(client.mail("").toString()).startsWith("503");
            client.expect(250, client.ehlo("client.test"));
            client.expect(250, client.mail(""));
        }
    }

    @Test
    void plainCommandsAtATlsPortAreNeverAnsweredInClear() throws Exception {
        try (TestServer server = implicit().start();
                RawSmtpClient client = server.connect()) {
            client.send("EHLO client.test\r\nMAIL FROM:<>\r\n".repeat(20));
            byte alert = 21;
            assertThat(client.octet()).isIn((int) alert, -1);
            await().until(() -> server.sessions() == 0);
            greeted(server).close();
        }
    }

    @Test
    void connectionBeyondTheLimitIsClosedWithoutAWordAtATlsPort() throws Exception {
        try (TestServer server = implicit().limit("connections", 1).start();
                RawSmtpClient _ = greeted(server);
                RawSmtpClient second = server.connect()) {
            second.expectClosed();
        }
    }

    @Test
    void silenceInTheHandshakeEndsTheConnectionOnly() throws Exception {
        try (TestServer server = implicit().limit("commandTimeout", "PT0.5S").start();
                RawSmtpClient silent = server.connect()) {
            greeted(server).close();
            assertThat(silent.octet()).isIn(21, -1);
            await().until(() -> server.sessions() == 0);
        }
    }

    @Test
    void clientIsKnownByItsCertificateAndAnUnknownOneDoesNoHarm() throws Exception {
        try (TestServer server = implicit().start()) {
            connectWith(server, TestTls.AUTHORITY.client("good", "g@x").context(TestTls.AUTHORITY));
            connectWith(
                    server,
                    TestCertificates.authority("other")
                            .client("stranger")
                            .context(TestTls.AUTHORITY));
            List<Boolean> known =
                    server.events.stream()
                            .filter(MailEvent.Connected.class::isInstance)
                            .map(event -> ((MailEvent.Connected) event).client())
                            .map(client -> client.certificate().isPresent())
                            .toList();
            assertThat(known).containsExactly(true, false);
        }
    }

    @Test
    void clientWithoutARequiredCertificateIsNotGreeted() throws Exception {
        Map<String, Object> require = Map.of("clientCertificates", "REQUIRE");
        try (TestServer server =
                server(ListenerSettings.Tls.IMPLICIT)
                        .tls(TestTls.listener(folder, require))
                        .start()) {
            // In TLS 1.3 the client has finished its handshake before ours fails.
            try (RawSmtpClient client = server.connect()) {
                assertThatThrownBy(() -> client.handshake(CLIENT, "mx.test").reply())
                        .isInstanceOfAny(UncheckedIOException.class, AssertionError.class);
            }
            connectWith(server, TestTls.AUTHORITY.client("good").context(TestTls.AUTHORITY));
        }
    }

    @Test
    void readingStopsWhileTheSpoolIsSlow() throws Exception {
        byte[] message = ("x".repeat(98) + "\r\n").repeat(200_000).getBytes();
        Semaphore pieces = new Semaphore(0);
        try (TestServer server = implicit().start();
                RawSmtpClient client = greeted(server)) {
            server.spool.atWrite = pieces::acquireUninterruptibly;
            Thread sender =
                    Thread.ofVirtual()
                            .start(() -> client.transaction("", List.of("b@local.test"), message));
            await().until(pieces::hasQueuedThreads);
            await().during(300, TimeUnit.MILLISECONDS).until(() -> server.waiting() <= 128 * 1024);
            assertThat(sender.isAlive()).isTrue();
            pieces.release(Integer.MAX_VALUE / 2);
            sender.join();
            assertThat(server.spool.only().withoutTrace()).hasSize(message.length);
            await().until(() -> server.waiting() == 0);
        }
    }

    @Test
    void connectionCutInAMessageTakesNothing() throws Exception {
        try (TestServer server = implicit().start();
                RawSmtpClient client = greeted(server)) {
            client.mail("");
            client.rcpt("b@local.test");
            client.command("DATA");
            client.send("text\r\n");
            client.reset();
            await().until(() -> server.sessions() == 0);
            assertThat(server.spool.accepted).isEmpty();
        }
    }

    @Test
    void recordsCutAnywhereAreReadAndRepliesAreNotKeptBack() throws Exception {
        try (TestServer server = startTls().start();
                RawSmtpClient client = server.client()) {
            client.startTls(CLIENT);
            client.expect(250, client.ehlo("client.test"));
            for (int i = 0; i < 50; i++) {
                client.send("NO").send("OP\r\nNOOP").send("\r\n");
                client.replies(2).forEach(reply -> client.expect(250, reply));
            }
        }
    }

    private TestServer implicit() throws Exception {
        return server(ListenerSettings.Tls.IMPLICIT);
    }

    private TestServer startTls() throws Exception {
        return server(ListenerSettings.Tls.STARTTLS);
    }

    private TestServer server(ListenerSettings.Tls kind) throws Exception {
        return new TestServer()
                .settings(TestTls.settings(kind))
                .limit("junkCommands", 1000)
                .tls(TestTls.listener(folder, Map.of()));
    }

    private static RawSmtpClient greeted(TestServer server) {
        RawSmtpClient client = server.connect().handshake(CLIENT, "mx.test");
        client.expect(220, client.reply());
        client.expect(250, client.ehlo("client.test"));
        return client;
    }

    private static void connectWith(TestServer server, SSLContext context) {
        try (RawSmtpClient client = server.connect().handshake(context, "mx.test")) {
            client.expect(220, client.reply());
            client.expect(221, client.quit());
        }
    }
}
