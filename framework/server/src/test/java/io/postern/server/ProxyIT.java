// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.event.MailEvent;
import io.postern.testkit.RawSmtpClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;

@Timeout(60)
class ProxyIT {
    private static final String HEADER = "PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\n";

    @Test
    void clientThatAProxySpeaksForIsBelieved() throws Exception {
        try (TestServer server = behindProxy().start();
                RawSmtpClient client = server.connect()) {
            client.send(HEADER);
            client.expect(220, client.reply());
            client.expect(250, client.ehlo("client.test"));
            client.expect(250, client.transaction("", List.of("b@local.test"), "x\r\n".getBytes()));
            assertThat(server.spool.only().text()).contains("192.0.2.7");
            assertThat(addresses(server)).containsExactly("192.0.2.7");
        }
    }

    @Test
    void nothingIsSaidBeforeTheHeaderAndAWrongOneEndsIt() throws Exception {
        try (TestServer server = behindProxy().start();
                RawSmtpClient client = server.connect()) {
            assertThat(client.silentFor(Duration.ofMillis(200))).isTrue();
            client.send("EHLO client.test\r\n");
            client.expectClosed();
            await().until(() -> server.connections() == 0);
        }
    }

    @Test
    void believedAddressIsTheOneThatIsLimited() throws Exception {
        try (TestServer server = behindProxy().limit("connectionsPerAddress", 1).start();
                RawSmtpClient first = server.connect().send(HEADER)) {
            first.expect(220, first.reply());
            try (RawSmtpClient second = server.connect().send(HEADER)) {
                assertThat(second.reply().toString()).startsWith("421 4.7.0");
                second.expectClosed();
            }
            try (RawSmtpClient other = server.connect().send(HEADER.replace(".7", ".8"))) {
                other.expect(220, other.reply());
            }
        }
    }

    @Test
    void proxyThatAsksForItselfKeepsItsAddress() throws Exception {
        try (TestServer server = behindProxy().start();
                RawSmtpClient client = server.connect().send("PROXY UNKNOWN\r\n")) {
            client.expect(220, client.reply());
            assertThat(addresses(server)).containsExactly("127.0.0.1");
        }
    }

    @Test
    void headerOfAStrangerIsABadCommand() throws Exception {
        try (TestServer server = new TestServer().start();
                RawSmtpClient client = server.connect()) {
            client.expect(220, client.reply());
            client.send(HEADER);
            client.expect(500, client.reply());
            assertThat(addresses(server)).containsExactly("127.0.0.1");
        }
    }

    @Test
    void clientThatTalksBeforeTheGreetingIsSentAway() throws Exception {
        try (TestServer server = new TestServer().settings(delayed()).start();
                RawSmtpClient client = server.connect()) {
            client.send("EHLO client.test\r\n");
            assertThat(client.reply().toString()).startsWith("554 5.5.1");
            client.expectClosed();
            assertThat(server.refusals()).singleElement().asString().startsWith("CONNECT: 554");
            try (RawSmtpClient patient = server.connect()) {
                patient.expect(220, patient.reply());
            }
        }
    }

    private static ListenerSettings delayed() {
        return settings(false, Duration.ofMillis(500));
    }

    private static TestServer behindProxy() {
        return new TestServer().settings(settings(true, Duration.ZERO));
    }

    private static ListenerSettings settings(boolean proxy, Duration delay) {
        ListenerSettings plain = ListenerSettings.plain("smtp");
        return new ListenerSettings(
                plain.name(),
                plain.tls(),
                plain.role(),
                _ -> proxy,
                plain.xclients(),
                plain.bareNewlines(),
                plain.bareNewlineClients(),
                plain.authInClear(),
                delay);
    }

    private static List<String> addresses(TestServer server) {
        return server.events.stream()
                .filter(MailEvent.Connected.class::isInstance)
                .map(event -> ((MailEvent.Connected) event).client().address().getHostAddress())
                .toList();
    }
}
