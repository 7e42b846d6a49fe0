// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.MxRecord;
import io.postern.api.lookup.TlsaRecord;
import io.postern.api.mail.Mailbox;
import io.postern.testkit.SetClock;
import io.postern.tlsrpt.Reporter.Submitter;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reports as time goes by, with a DNS and a delivery of the test's. */
class ReporterTest {
    private static final Submitter US =
            new Submitter(Mailbox.of("tlsrpt", "postern.test"), "Postern \"Ltd\"");
    private static final Duration DELAY = Duration.ofHours(1);

    @TempDir private Path folder;
    private final SetClock clock = SetClock.at("2026-11-24T12:00:00Z");
    private final Map<String, DnsAnswer<String>> records = new HashMap<>();
    private final List<String> mails = new ArrayList<>();
    private final List<byte[]> posts = new ArrayList<>();
    private boolean works = true;
    private DayFiles files;
    private Ledger ledger;
    private Reporter reporter;

    @BeforeEach
    void start() {
        files = new DayFiles(folder);
        ledger = new Ledger(files, clock);
        reporter = new Reporter(new Records(), files, new Kept(), clock, DELAY);
        records.put("_smtp._tls.x.test", found("mailto:a@x.test,https://x.test/in"));
        ledger.add(Results.good("x.test"));
        ledger.add(Results.bad("x.test", "NotAfter"));
        ledger.add(Results.good("silent.test"));
    }

    private static DnsAnswer<String> found(String rua) {
        return new DnsAnswer.Found<>(List.of("v=TLSRPTv1; rua=" + rua));
    }

    private void afterTheDay() {
        clock.set(Instant.parse("2026-11-25T01:00:00Z"));
        ledger.save();
    }

    private static Map<String, Object> json(byte[] octets) throws Exception {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(octets))) {
            return JSON.std.mapFrom(in);
        }
    }

    @Test
    void theReportIsThatOfTheRfc() throws Exception {
        afterTheDay();
        reporter.send(US);

        Map<String, Object> report = json(posts.getFirst());
        assertThat(report)
                .containsOnlyKeys(
                        "organization-name", "date-range", "contact-info", "report-id", "policies")
                .containsEntry("organization-name", "Postern \"Ltd\"")
                .containsEntry("contact-info", "tlsrpt@postern.test")
                .containsEntry("report-id", "2026-11-24.x.test@postern.test")
                .containsEntry(
                        "date-range",
                        Map.of(
                                "start-datetime", "2026-11-24T00:00:00Z",
                                "end-datetime", "2026-11-24T23:59:59Z"));
        Map<?, ?> policy = (Map<?, ?>) ((List<?>) report.get("policies")).getFirst();
        assertThat(policy.get("policy"))
                .isEqualTo(
                        Map.of(
                                "policy-type",
                                "sts",
                                "policy-string",
                                Results.STS.lines(),
                                "policy-domain",
                                "x.test",
                                "mx-host",
                                List.of("*.x.test")));
        assertThat(policy.get("summary"))
                .isEqualTo(
                        Map.of(
                                "total-successful-session-count", 1,
                                "total-failure-session-count", 1));
        assertThat(policy.get("failure-details"))
                .isEqualTo(
                        List.of(
                                Map.of(
                                        "result-type", "certificate-expired",
                                        "sending-mta-ip", "198.51.100.1",
                                        "receiving-mx-hostname", "mx.x.test",
                                        "receiving-ip", "192.0.2.1",
                                        "failed-session-count", 1,
                                        "failure-reason-code", "NotAfter")));
    }

    /** RFC 8460 section 5.3. */
    @Test
    void theMessageCarriesTheSameReport() throws Exception {
        afterTheDay();
        reporter.send(US);

        String mail = mails.getFirst();
        assertThat(mail)
                .startsWith("a@x.test\r\nFrom: tlsrpt@postern.test\r\nTo: a@x.test\r\n")
                .contains(
                        "Subject: Report Domain: x.test\r\n Submitter: postern.test\r\n"
                                + " Report-ID: <2026-11-24.x.test@postern.test>\r\n",
                        "TLS-Report-Domain: x.test\r\n",
                        "TLS-Report-Submitter: postern.test\r\n",
                        "TLS-Required: No\r\n",
                        "Content-Type: multipart/report; report-type=\"tlsrpt\";",
                        "Content-Type: application/tlsrpt+gzip;",
                        "filename=\"postern.test!x.test!1795478400!1795564799.json.gz\"")
                .doesNotContainPattern("[^\r]\n")
                .matches(text -> text.lines().allMatch(line -> line.length() < 200));
        String base64 =
                mail.substring(
                        mail.indexOf("base64\r\n\r\n") + 10, mail.indexOf("\r\n--=_tls-report--"));
        assertThat(json(Base64.getMimeDecoder().decode(base64))).isEqualTo(json(posts.getFirst()));
    }

    @Test
    void nothingIsSentBeforeTheDayIsOverAndTheDelayToo() throws Exception {
        ledger.save();
        reporter.send(US);
        clock.set(Instant.parse("2026-11-25T00:59:59Z"));
        ledger.save();
        reporter.send(US);
        assertThat(posts).isEmpty();

        afterTheDay();
        reporter.send(US);
        reporter.send(US);
        assertThat(posts).hasSize(1);
        assertThat(mails).hasSize(1);
        assertThat(files.days()).isEmpty();
    }

    @Test
    void whatFailsIsTriedAgainAndOnlyThat() throws Exception {
        works = false;
        afterTheDay();
        reporter.send(US);
        reporter.send(US);
        assertThat(mails).hasSize(1);
        assertThat(posts).hasSize(2);
        assertThat(files.days()).hasSize(1);

        works = true;
        reporter.send(US);
        assertThat(mails).hasSize(1);
        assertThat(posts).hasSize(3);
        assertThat(files.days()).isEmpty();
    }

    @Test
    void anUnknownRecordIsAskedForAgainForTwoDays() throws Exception {
        records.put("_smtp._tls.x.test", new DnsAnswer.Unknown<>("SERVFAIL"));
        afterTheDay();
        reporter.send(US);
        assertThat(files.read(files.days().getFirst())).containsOnlyKeys("x.test");

        clock.set(Instant.parse("2026-11-27T00:00:00Z"));
        reporter.send(US);
        assertThat(files.days()).isEmpty();
        assertThat(mails).isEmpty();
    }

    private final class Kept implements Delivery {
        @Override
        public boolean mail(Mailbox to, byte[] message) {
            mails.add(to + "\r\n" + new String(message, StandardCharsets.US_ASCII));
            return true;
        }

        @Override
        public boolean post(URI uri, byte[] report) {
            assertThat(uri).hasToString("https://x.test/in");
            posts.add(report);
            return works;
        }
    }

    private final class Records implements DnsResolver {
        @Override
        public DnsAnswer<String> txt(String name) {
            return records.getOrDefault(name, new DnsAnswer.NoDomain<>());
        }

        @Override
        public DnsAnswer<MxRecord> mx(String domain) {
            throw new AssertionError("nobody needs it");
        }

        @Override
        public DnsAnswer<InetAddress> addresses(String host) {
            throw new AssertionError("nobody needs it");
        }

        @Override
        public DnsAnswer<TlsaRecord> tlsa(String host, int port) {
            throw new AssertionError("nobody needs it");
        }

        @Override
        public DnsAnswer<String> ptr(InetAddress address) {
            throw new AssertionError("nobody needs it");
        }
    }
}
