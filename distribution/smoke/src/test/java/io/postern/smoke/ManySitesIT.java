// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.testkit.DnsFault;
import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.SinkAction;
import io.postern.testkit.SinkMessage;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.Stage;
import io.postern.testkit.StubDns;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A network of mail exchangers, a tenth of them broken in one way or another, and mail for all of
 * them at once: each recipient gets what is right, once. {@code -Dpostern.sites} and {@code
 * -Dpostern.each} set how many there are, and how many messages for each.
 */
@Timeout(1800)
class ManySitesIT {
    private static final int SITES = Integer.getInteger("postern.sites", 80);
    private static final int EACH = Integer.getInteger("postern.each", 12);
    private static final int CLIENTS = 8;

    /** Long enough for all that arrives to be tried, also where there are many. */
    private static final int LIFETIME_SECONDS = 12 + SITES * EACH / 1000;

    private static final int ADDRESSES = 250;
    private static final Duration PATIENCE = Duration.ofMinutes(25);
    private static final Pattern FAILED =
            Pattern.compile("(?m)^Final-Recipient: rfc822; ?(\\S+)\\s*$");

    @TempDir private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<String, SmtpSink> sinks = new HashMap<>();
    private final StubDns dns = StubDns.start();

    /** What a site does; its messages arrive, or each of them comes back. */
    private enum Kind {
        GOOD(true),
        /** Refuses the first of its recipients for now. */
        GREYLISTING(true),
        /** Closes at the greeting, the first time. */
        BUSY(true),
        /** Hangs up after DATA, the first time. */
        HANGING_UP(true),
        /** Has no such recipient. */
        UNKNOWN(false),
        NULL_MX(false),
        NO_DOMAIN(false),
        /** Nobody listens. */
        DEAD(false),
        /** Its name server has trouble. */
        SERVFAIL(false);

        private final boolean arrives;

        Kind(boolean arrives) {
            this.arrives = arrives;
        }

        static Kind of(int site) {
            return site % 10 == 9 ? values()[1 + site / 10 % (values().length - 1)] : GOOD;
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        dns.close();
    }

    @Test
    void eachRecipientOfManySitesGetsWhatIsRightOnce() throws Exception {
        SmtpSink home = SmtpSink.start("127.60.0.1", 0);
        open.add(home);
        known("home.test", "127.60.0.1");
        for (int site = 0; site < SITES; site++) {
            build(site, home.port());
        }
        try (PosternProcess postern =
                PosternProcess.inHome(folder.resolve("home"), configuration(home.port()))
                        .optimised()) {
            postern.start();
            send(postern);
            await().atMost(PATIENCE).until(() -> home.messages().size() >= returned().size());
            Queue.awaitEmpty(postern, PATIENCE);
            assertThat(postern.stop()).isZero();
        }
        assertDelivered();
        assertReturned(home.messages());
    }

    private void build(int site, int port) {
        String domain = domain(site);
        String address = "127.60.%d.%d".formatted(1 + site / ADDRESSES, 1 + site % ADDRESSES);
        Kind kind = Kind.of(site);
        switch (kind) {
            case NULL_MX -> dns.mx(domain, 0, ".");
            case NO_DOMAIN -> {}
            case SERVFAIL -> dns.fault(domain, DnsFault.SERVFAIL);
            default -> known(domain, address);
        }
        if (kind == Kind.DEAD || !dnsNames(kind)) {
            return;
        }
        SmtpSink sink = SmtpSink.start(address, port);
        open.add(sink);
        sinks.put(domain, sink);
        switch (kind) {
            case GREYLISTING ->
                    sink.at(Stage.RCPT).nth(1).replies("451 4.7.1 greylisted, come again");
            case BUSY ->
                    sink.at(Stage.GREETING)
                            .nth(1)
                            .does(SinkAction.reply("421 4.3.2 busy"), SinkAction.drop());
            case HANGING_UP -> sink.at(Stage.DATA).nth(1).does(SinkAction.drop());
            case UNKNOWN -> sink.at(Stage.RCPT).replies("550 5.1.1 no such user");
            default -> {}
        }
    }

    private static boolean dnsNames(Kind kind) {
        return kind != Kind.NULL_MX && kind != Kind.NO_DOMAIN && kind != Kind.SERVFAIL;
    }

    private void known(String domain, String address) {
        dns.mx(domain, 10, "mx." + domain).a("mx." + domain, address);
    }

    private static String domain(int site) {
        return "s" + site + ".test";
    }

    private String configuration(int port) {
        return """
        hostname: out.postern.test
        listeners:
          - {name: smtp, bind: "127.0.0.1:0"}
        relay: {networks: [127.0.0.0/8]}
        dns: {servers: ["%s"]}
        routers:
          - {name: internet, type: mx, transport: smtp, port: %d}
        transports:
          smtp: {type: smtp, tls: none}
        queue:
          retry: ["1s x 5", "3s until %ds"]
          delay-warning: 0s
        limits:
          connections-per-address: 1000
          connection-rate-per-address: unlimited
          messages-per-connection: unlimited
        admin: {bind: "127.0.0.1:0"}
        """
                .formatted(dns.endpoint(), port, LIFETIME_SECONDS);
    }

    private static void send(PosternProcess postern) throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> sent = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int first = client;
                sent.add(clients.submit(() -> sendShare(postern, first)));
            }
            for (Future<?> share : sent) {
                share.get();
            }
        }
    }

    /** Goes round the sites, so that all of them have something to do from the start. */
    private static void sendShare(PosternProcess postern, int first) {
        try (RawSmtpClient client = postern.greeted()) {
            for (int number = first; number < EACH; number += CLIENTS) {
                for (int site = 0; site < SITES; site++) {
                    List<String> recipients = List.of("u" + number + "@" + domain(site));
                    byte[] message = Octets.message("for " + recipients + "\r\n");
                    client.expect(250, client.transaction("list@home.test", recipients, message));
                }
            }
        }
    }

    private void assertDelivered() {
        for (int site = 0; site < SITES; site++) {
            SmtpSink sink = sinks.get(domain(site));
            List<String> arrived =
                    sink == null
                            ? List.of()
                            : sink.messages().stream()
                                    .filter(SinkMessage::accepted)
                                    .flatMap(message -> message.recipients().stream())
                                    .toList();
            List<String> owed = Kind.of(site).arrives ? recipients(site) : List.of();
            assertThat(arrived)
                    .as("%s, site %d", Kind.of(site), site)
                    .containsExactlyInAnyOrderElementsOf(owed);
        }
    }

    private static void assertReturned(List<SinkMessage> bounces) {
        assertThat(bounces).allMatch(bounce -> bounce.reversePath().isEmpty());
        List<String> told =
                bounces.stream()
                        .flatMap(bounce -> FAILED.matcher(bounce.text()).results())
                        .map((MatchResult field) -> field.group(1))
                        .toList();
        assertThat(told).containsExactlyInAnyOrderElementsOf(returned());
    }

    /** Of whom the sender must be told that they can't be reached. */
    private static List<String> returned() {
        return Stream.iterate(0, site -> site < SITES, site -> site + 1)
                .filter(site -> !Kind.of(site).arrives)
                .flatMap(site -> recipients(site).stream())
                .toList();
    }

    private static List<String> recipients(int site) {
        return Stream.iterate(0, number -> number < EACH, number -> number + 1)
                .map(number -> "u" + number + "@" + domain(site))
                .toList();
    }
}
