// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.testkit.DnsFault;
import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.StubDns;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Routing by the book (RFC 5321 section 5.1), with a DNS that has whatever one can have: where a
 * message goes, and whether what stands in its way is for ever or not.
 */
@Timeout(180)
class RoutingIT {
    private static final String GOOD = "127.61.0.1";
    private static final String BACKUP = "127.61.0.2";
    private static final String SENT = "delivered 2.0.0";

    private final StubDns dns = StubDns.start();
    private final SmtpSink good = SmtpSink.start(GOOD, 0);
    private final SmtpSink backup = SmtpSink.start(BACKUP, good.port());
    private final SmtpSink six = SmtpSink.start("::1", good.port());

    /** What becomes of mail to each domain, and who has it then. */
    private final Map<String, String> expected = new LinkedHashMap<>();

    @TempDir Path folder;

    @AfterEach
    void close() {
        good.close();
        backup.close();
        six.close();
        dns.close();
    }

    @Test
    void eachDomainIsRoutedByTheBook() throws Exception {
        hosts();
        exchangers();
        aliases();
        ourselves();
        failures();
        literals();
        try (PosternProcess postern =
                PosternProcess.inHome(folder.resolve("home"), configuration())) {
            postern.start();
            try (RawSmtpClient client = postern.greeted()) {
                for (String domain : expected.keySet()) {
                    byte[] message = Octets.message("for " + domain + "\r\n");
                    client.expect(
                            250,
                            client.transaction("s@home.test", List.of("u@" + domain), message));
                }
            }
            await().atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(outcomes(postern)).isEqualTo(expected));
            assertThat(postern.stop()).isZero();
        }
        assertThat(who(good)).doesNotContainAnyElementsOf(who(backup));
        assertThat(who(backup)).containsExactlyInAnyOrder("half.test", "unknown.test");
        assertThat(who(six)).containsExactlyInAnyOrder("six.test", "[ipv6:::1]", "both.test");
    }

    private void hosts() {
        dns.a("good.test", GOOD).a("backup.test", BACKUP).aaaa("mx.six.test", "::1");
        dns.aaaa("mx.both.test", "::1").a("mx.both.test", GOOD);
        dns.aaaa("mx.fallback.test", "::2").a("mx.fallback.test", GOOD);
        dns.mx("home.test", 10, "good.test");
    }

    private void exchangers() {
        dns.mx("order.test", 20, "backup.test").mx("order.test", 10, "good.test");
        expected.put("order.test", SENT);
        dns.a("implicit.test", GOOD);
        expected.put("implicit.test", SENT);
        dns.mx("six.test", 10, "mx.six.test");
        expected.put("six.test", SENT);
        dns.mx("both.test", 10, "mx.both.test");
        expected.put("both.test", SENT);
        dns.mx("fallback.test", 10, "mx.fallback.test");
        expected.put("fallback.test", SENT);
        dns.mx("half.test", 10, "no.such.test").mx("half.test", 20, "backup.test");
        expected.put("half.test", SENT);
        dns.fault("mx.unknown.test", DnsFault.SERVFAIL);
        dns.mx("unknown.test", 10, "mx.unknown.test").mx("unknown.test", 20, "backup.test");
        expected.put("unknown.test", SENT);
        dns.mx("null.test", 0, ".");
        expected.put("null.test", "failed 5.1.10");
    }

    private void aliases() {
        dns.cname("alias.test", "order.test");
        expected.put("alias.test", SENT);
        dns.cname("mx.alias.test", "good.test").mx("mxalias.test", 10, "mx.alias.test");
        expected.put("mxalias.test", SENT);
        dns.cname("loop.test", "pool.test").cname("pool.test", "loop.test");
        expected.put("loop.test", "deferred 4.4.3");
        dns.cname("a.loops.test", "b.loops.test").cname("b.loops.test", "a.loops.test");
        dns.mx("mxloop.test", 10, "a.loops.test");
        expected.put("mxloop.test", "deferred 4.4.3");
    }

    private void ourselves() {
        dns.mx("own.test", 10, "out.postern.test").mx("own.test", 20, "good.test");
        expected.put("own.test", "failed 5.4.6");
        dns.mx("behind.test", 10, "good.test").mx("behind.test", 20, "out.postern.test");
        expected.put("behind.test", SENT);
        dns.a("mx.address.test", "127.0.0.1").mx("address.test", 10, "mx.address.test");
        expected.put("address.test", "deferred 4.4.1"); // another port than 25: no loop
    }

    private void failures() {
        expected.put("nodomain.test", "failed 5.1.2");
        dns.txt("nothing.test", "no mail here");
        expected.put("nothing.test", "failed 5.4.4");
        dns.fault("servfail.test", DnsFault.SERVFAIL);
        expected.put("servfail.test", "deferred 4.4.3");
        dns.fault("refused.test", DnsFault.REFUSED);
        expected.put("refused.test", "deferred 4.4.3");
        dns.mx("gone.test", 10, "no.such.test").mx("gone.test", 20, "nor.such.test");
        expected.put("gone.test", "failed 5.4.4");
        dns.mx("perhaps.test", 10, "no.such.test").mx("perhaps.test", 20, "mx.unknown.test");
        expected.put("perhaps.test", "deferred 4.4.3");
    }

    private void literals() {
        expected.put("[" + GOOD + "]", SENT);
        expected.put("[ipv6:::1]", SENT);
        expected.put("[127.61.0.99]", "deferred 4.4.1");
    }

    private String configuration() {
        return """
        hostname: out.postern.test
        listeners:
          - {name: smtp, bind: "127.0.0.1:0"}
        relay: {networks: [127.0.0.0/8]}
        dns: {servers: ["%s"], timeout: 2s}
        routers:
          - {name: internet, type: mx, transport: smtp, port: %d}
        transports:
          smtp: {type: smtp, tls: none}
        queue:
          retry: ["10m x 5"]
          delay-warning: 0s
        admin: {bind: "127.0.0.1:0"}
        """
                .formatted(dns.endpoint(), good.port());
    }

    /** The first that was logged for each domain. */
    private static Map<String, String> outcomes(PosternProcess postern) throws Exception {
        Matcher line =
                Pattern.compile("to=<u@([^>]+)>.* status=(\\w+) \\(([0-9.]+)")
                        .matcher(postern.log());
        Map<String, String> found = new LinkedHashMap<>();
        while (line.find()) {
            found.putIfAbsent(line.group(1), line.group(2) + " " + line.group(3));
        }
        return found;
    }

    private static List<String> who(SmtpSink sink) {
        return sink.messages().stream()
                .filter(message -> !message.reversePath().isEmpty())
                .flatMap(message -> message.recipients().stream())
                .map(recipient -> recipient.substring(recipient.indexOf('@') + 1))
                .collect(Collectors.toList());
    }
}
