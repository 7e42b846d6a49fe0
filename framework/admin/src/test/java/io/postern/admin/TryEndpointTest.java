// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.server.PretendSession.Exchange;
import io.postern.server.PretendSession.Letter;
import io.postern.server.PretendSession.Visitor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

class TryEndpointTest {
    private final FakeServices services = new FakeServices();

    @Test
    void visitorAndLetterAreAsAsked() throws Exception {
        ask(
                """
                {"from": "192.0.2.1", "listener": "mx", "helo": "me.example", "tls": true,
                 "login": "ann", "sender": "a@x.test", "recipients": ["b@y.test", "c@y.test"],
                 "certificate": {"subject": "CN=a", "names": ["a@x.test"], "fingerprint": "00"},
                 "data": "Subject: x\\n\\ny\\n"}
                """);

        Visitor visitor = services.sessions.visitor;
        assertThat(visitor.listener()).isEqualTo("mx");
        assertThat(visitor.address().getHostAddress()).isEqualTo("192.0.2.1");
        assertThat(visitor.helo()).isEqualTo("me.example");
        assertThat(visitor.tls()).isTrue();
        assertThat(visitor.login()).isEqualTo("ann");
        assertThat(visitor.certificate().orElseThrow().names()).containsExactly("a@x.test");
        assertThat(services.sessions.letter)
                .isEqualTo(
                        new Letter(
                                "a@x.test",
                                List.of("b@y.test", "c@y.test"),
                                Optional.of("Subject: x\n\ny\n")));
    }

    @Test
    void whatIsLeftOutIsPlain() throws Exception {
        ask("{\"from\": \"2001:db8::1\", \"recipients\": [\"b@y.test\"]}");

        Visitor visitor = services.sessions.visitor;
        assertThat(visitor.listener()).isEqualTo("mx");
        assertThat(visitor.helo()).isEqualTo("client.example");
        assertThat(visitor.tls()).isFalse();
        assertThat(visitor.login()).isEmpty();
        assertThat(visitor.certificate()).isEmpty();
        assertThat(services.sessions.letter)
                .isEqualTo(new Letter("", List.of("b@y.test"), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "220 x;250 Ok;221 Bye, accepted",
        "220 x;354 Go on;250 2.0.0 Ok, accepted",
        "220 x;451 4.7.1 Later;250 Ok, deferred",
        "421 4.3.2 Full;'', deferred",
        "220 x;'', deferred",
        "220 x;451 4.7.1 Later;550 5.7.1 No, refused",
        "554 5.7.1 No, refused",
    })
    void oneNoIsANo(String replies, String outcome) throws Exception {
        services.sessions.exchanges =
                Arrays.stream(replies.split(";"))
                        .map(reply -> new Exchange("", reply.equals("''") ? "" : reply, "core"))
                        .toList();

        assertThat(ask("{\"from\": \"192.0.2.1\", \"recipients\": [\"b@y.test\"]}"))
                .contains("\"outcome\" : \"" + outcome + "\"");
    }

    @Test
    void whoGaveAReplyIsSaid() throws Exception {
        services.sessions.exchanges =
                List.of(new Exchange("RCPT TO:<b@y.test>", "550 5.7.1 No", "policy.js"));

        assertThat(ask("{\"from\": \"192.0.2.1\", \"recipients\": [\"b@y.test\"]}"))
                .contains("\"listener\" : \"mx\"")
                .contains("\"command\" : \"RCPT TO:<b@y.test>\"")
                .contains("\"reply\" : \"550 5.7.1 No\"", "\"by\" : \"policy.js\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"recipients\": [\"b\"]} | say from which IP address",
                "{\"from\": \"mx.x.test\", \"recipients\": [\"b\"]} | no IP address: mx.x.test",
                "{\"from\": \"192.0.2.1\"} | name a recipient, at most 100 of them",
                "{\"from\": \"192.0.2.1\", \"recipients\": [1]} | recipients: expected a list of"
                        + " texts",
                "{\"from\": 1, \"recipients\": [\"b\"]} | from: expected text",
                "{\"from\": \"::1\", \"tls\": 1, \"recipients\": [\"b\"]} | tls: expected true or"
                        + " false",
                "{\"from\": \"::1\", \"listener\": \"in\", \"recipients\": [\"b\"]} | there is no"
                        + " listener in; there are: mx",
                "{\"from\": \"::1\", \"sender\": \"a\\n"
                        + "b\", \"recipients\": [\"b\"]} | control character",
            })
    void mistakesAreNamed(String body, String error) {
        assertThatThrownBy(() -> ask(body))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> {
                            assertThat(refused.status()).isEqualTo(400);
                            assertThat(refused.text()).isEqualTo(error);
                        });
    }

    @Test
    void oneOfSeveralListenersMustBeNamed() {
        services.sessions.listeners = List.of("mx", "submission");

        assertThatThrownBy(() -> ask("{\"from\": \"::1\", \"recipients\": [\"b\"]}"))
                .hasMessage("say which listener; there are: mx, submission");
    }

    private String ask(String body) throws Exception {
        byte[] octets = body.getBytes(StandardCharsets.UTF_8);
        Answer answer =
                new TryEndpoint(services)
                        .answer(
                                new Request(
                                        "POST",
                                        URI.create("/api/try"),
                                        octets.length,
                                        new ByteArrayInputStream(octets)));
        return new String(answer.content(), StandardCharsets.UTF_8);
    }
}
