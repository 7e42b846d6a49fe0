// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.transport.TlsResult.Failure;
import io.postern.api.transport.TlsResult.Policy;
import io.postern.testkit.SetClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

class LedgerTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-24");

    @TempDir private Path folder;
    private final SetClock clock = SetClock.at("2026-11-24T23:00:00Z");

    private DayFiles files() {
        return new DayFiles(folder.resolve("reports"));
    }

    private String summary(LocalDate day, String domain) {
        return ((Map<?, ?>) ((List<?>) files().read(day).get(domain)).getFirst())
                .get("summary")
                .toString();
    }

    @Test
    void countsGoOnAfterARestart() {
        Ledger ledger = new Ledger(files(), clock);
        ledger.add(Results.good("x.test"));
        ledger.add(Results.bad("x.test", "old"));
        ledger.save();
        ledger = new Ledger(files(), clock);
        ledger.add(Results.good("x.test"));
        ledger.add(Results.bad("x.test", "old"));
        ledger.add(Results.of("x.test", Policy.NONE, Failure.STARTTLS_NOT_SUPPORTED, ""));
        ledger.save();

        List<?> policies = (List<?>) files().read(DAY).get("x.test");
        assertThat(policies).hasSize(2);
        assertThat(policies.getFirst().toString())
                .contains("policy-type=sts", "mx-host=[*.x.test]", "mode: testing")
                .contains(
                        "total-successful-session-count=2",
                        "total-failure-session-count=2",
                        "failed-session-count=2",
                        "result-type=certificate-expired",
                        "sending-mta-ip=198.51.100.1",
                        "receiving-ip=192.0.2.1");
        assertThat(policies.getLast().toString())
                .contains("policy-type=no-policy-found", "result-type=starttls-not-supported");
    }

    @Test
    void eachDayHasItsOwnCounts() {
        Ledger ledger = new Ledger(files(), clock);
        ledger.add(Results.good("x.test"));
        clock.advance(Duration.ofHours(1));
        ledger.add(Results.bad("x.test", ""));
        ledger.save();

        assertThat(files().days()).containsExactly(DAY, DAY.plusDays(1));
        assertThat(summary(DAY, "x.test")).contains("successful-session-count=1");
        assertThat(summary(DAY.plusDays(1), "x.test")).contains("failure-session-count=1");
    }

    @Test
    void withoutNewsNothingIsWritten() throws Exception {
        Ledger ledger = new Ledger(files(), clock);
        ledger.save();
        assertThat(folder.resolve("reports")).doesNotExist();
        ledger.add(Results.good("x.test"));
        ledger.save();
        Files.delete(folder.resolve("reports").resolve(DAY + ".json"));
        ledger.save();
        assertThat(files().days()).isEmpty();
    }

    @Test
    void domainsPoliciesAndDetailsAreBounded() {
        Day day = new Day(DAY);
        for (int i = 0; i < Tally.MOST_DETAILS + 50; i++) {
            day.add(Results.bad("x.test", "reason " + i));
        }
        for (int i = 0; i < Day.MOST_POLICIES + 5; i++) {
            Policy policy = new Policy(Results.STS.type(), List.of("id " + i), List.of());
            day.add(Results.of("y.test", policy, Failure.NONE, ""));
        }
        for (int i = 0; i < Day.MOST_DOMAINS + 5; i++) {
            day.add(Results.good("d" + i + ".test"));
        }

        Map<String, Object> reports = day.reports();
        assertThat(reports).hasSize(Day.MOST_DOMAINS);
        assertThat((List<?>) reports.get("y.test")).hasSize(Day.MOST_POLICIES);
        Map<?, ?> policy = (Map<?, ?>) ((List<?>) reports.get("x.test")).getFirst();
        assertThat((List<?>) policy.get("failure-details")).hasSize(Tally.MOST_DETAILS + 1);
        assertThat(policy.get("summary").toString()).contains("failure-session-count=150");
        assertThat(policy.get("failure-details").toString()).contains("reason-code=others");
    }

    @Test
    void whatIsNoNameIsNotCounted() {
        Ledger ledger = new Ledger(files(), clock);
        ledger.add(Results.good("[192.0.2.1]"));
        ledger.add(Results.good("a\"b.test"));
        ledger.save();
        assertThat(files().days()).isEmpty();
    }

    @Test
    void aBrokenFileIsAsNone() throws Exception {
        Files.createDirectories(folder.resolve("reports"));
        for (String text : List.of("", "{", "[]", "{\"x.test\": 1}", "{\"x.test\": [1, {}]}")) {
            Files.writeString(folder.resolve("reports").resolve(DAY + ".json"), text);
            Ledger ledger = new Ledger(files(), clock);
            ledger.add(Results.good("x.test"));
            ledger.save();
            assertThat(summary(DAY, "x.test")).contains("successful-session-count=1");
        }
    }
}
