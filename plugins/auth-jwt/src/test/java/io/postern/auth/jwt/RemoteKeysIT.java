// SPDX-License-Identifier: Apache-2.0
package io.postern.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Credentials;
import io.postern.testkit.SetClock;
import io.postern.testkit.TestClient;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class RemoteKeysIT {
    private static final Provider ONE = Provider.named("one");
    private static final Provider TWO = Provider.named("two");

    private final SetClock clock = SetClock.at("2026-11-24T10:00:00Z");
    private final AtomicInteger asked = new AtomicInteger();
    private volatile int status = 200;
    private volatile String answer = ONE.keys();
    private HttpServer server;
    private JwtAuthenticator authenticator;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/keys",
                exchange -> {
                    asked.incrementAndGet();
                    byte[] octets = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Location", "/keys");
                    exchange.sendResponseHeaders(status, octets.length);
                    exchange.getResponseBody().write(octets);
                    exchange.close();
                });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
        authenticator =
                new JwtAuthenticator(new JwtAuthenticatorTest.Entry("", url, "", "RS256"), clock);
    }

    @AfterEach
    void stop() {
        authenticator.stop();
        server.stop(0);
    }

    private Class<?> ask(Provider provider) throws InterruptedException {
        String token = provider.byRsa(Provider.claims(clock.instant()).build());
        return authenticator
                .authenticate(new Credentials.Token("", token), TestClient.from("127.0.0.1"))
                .getClass();
    }

    @Test
    void keysAreAskedForOnceInFiveMinutes() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(ask(ONE)).isEqualTo(Authentication.Identity.class);
        }
        assertThat(asked).hasValue(1);
        clock.advance(Duration.ofMinutes(5));
        assertThat(ask(ONE)).isEqualTo(Authentication.Identity.class);
        assertThat(asked).hasValue(2);
    }

    @Test
    void anUnknownKeyIsAskedForAtABoundedRate() throws Exception {
        assertThat(ask(ONE)).isEqualTo(Authentication.Identity.class);
        answer = TWO.keys();
        for (int i = 0; i < 5; i++) {
            assertThat(ask(TWO)).isEqualTo(Authentication.Refused.class);
        }
        assertThat(asked).hasValue(1);
        clock.advance(Duration.ofSeconds(30));
        assertThat(ask(TWO)).isEqualTo(Authentication.Identity.class);
        assertThat(asked).hasValue(2);
    }

    @Test
    void withoutAnAnswerNobodyCanTell() throws Exception {
        status = 503;
        assertThat(ask(ONE)).isEqualTo(Authentication.Defer.class);
        assertThat(ask(ONE)).isEqualTo(Authentication.Defer.class);
        assertThat(asked).hasValue(1);
        status = 200;
        clock.advance(Duration.ofSeconds(30));
        assertThat(ask(ONE)).isEqualTo(Authentication.Identity.class);
    }

    @Test
    void keysAreGoodForAnHourWithoutTheProvider() throws Exception {
        assertThat(ask(ONE)).isEqualTo(Authentication.Identity.class);
        answer = "nonsense";
        clock.advance(Duration.ofMinutes(59));
        assertThat(ask(ONE)).isEqualTo(Authentication.Identity.class);
        clock.advance(Duration.ofMinutes(1));
        assertThat(ask(ONE)).isEqualTo(Authentication.Defer.class);
    }

    @Test
    void redirectsAndHugeAnswersAreNoKeys() throws Exception {
        status = 302;
        assertThat(ask(ONE)).isEqualTo(Authentication.Defer.class);
        status = 200;
        answer = " ".repeat(2 << 20) + ONE.keys();
        clock.advance(Duration.ofSeconds(30));
        assertThat(ask(ONE)).isEqualTo(Authentication.Defer.class);
        assertThat(asked).hasValue(2);
    }
}
