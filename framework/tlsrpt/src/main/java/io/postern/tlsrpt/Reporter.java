// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.mail.Mailbox;
import io.postern.tlsrpt.ReportAddresses.Address;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sends the reports of days that are over. Used by one thread. */
final class Reporter {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

    /** When nobody is told of a day any more; RFC 8460 section 5.4 wants a day of trying. */
    private static final Duration LONGEST = Duration.ofDays(2);

    /** So many domains are told before that is written down: what a crash may tell twice. */
    private static final int STEP = 100;

    private final DnsResolver dns;
    private final DayFiles files;
    private final Delivery delivery;
    private final InstantSource clock;
    private final Duration delay;

    /** Who was told of a day, while others of the same domain weren't yet. */
    private final Set<List<Object>> told = new HashSet<>();

    /**
     * @param delay after the end of a day, so that not everybody reports at midnight
     */
    Reporter(
            DnsResolver dns,
            DayFiles files,
            Delivery delivery,
            InstantSource clock,
            Duration delay) {
        this.dns = dns;
        this.files = files;
        this.delivery = delivery;
        this.clock = clock;
        this.delay = delay;
    }

    /** Who reports. */
    record Submitter(Mailbox from, String organization) {
        /** What the reports name us by. */
        String domain() {
            return from.domain().name();
        }
    }

    /** Sends what is due; what can't be sent now waits for the next call. Blocks. */
    void send(Submitter submitter) throws InterruptedException {
        for (LocalDate day : files.days()) {
            Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            Instant now = clock.instant();
            if (!now.isBefore(end.plus(LONGEST))) {
                files.remove(day);
                told.clear();
            } else if (!now.isBefore(end.plus(delay))) {
                send(submitter, day);
            }
        }
    }

    private void send(Submitter submitter, LocalDate day) throws InterruptedException {
        Map<String, Object> reports = files.read(day);
        int done = 0;
        for (String domain : List.copyOf(reports.keySet())) {
            List<?> policies = reports.get(domain) instanceof List<?> list ? list : List.of();
            if (tell(new Report(submitter, domain, day, policies))) {
                reports.remove(domain);
                done++;
            }
            if (done == STEP) {
                files.write(day, reports);
                done = 0;
            }
        }
        if (reports.isEmpty()) {
            files.remove(day);
        } else if (done > 0) {
            files.write(day, reports);
        }
    }

    /** Whether it is done with. */
    private boolean tell(Report report) throws InterruptedException {
        DnsAnswer<String> answer = dns.txt("_smtp._tls." + report.domain());
        if (answer instanceof DnsAnswer.Unknown<String>) {
            return false;
        }
        List<Address> addresses =
                answer instanceof DnsAnswer.Found<String>(List<String> records, _)
                        ? ReportAddresses.of(records)
                        : List.of();
        boolean all = true;
        for (Address address : addresses) {
            all &= tell(report, address);
        }
        return all;
    }

    private boolean tell(Report report, Address address) throws InterruptedException {
        List<Object> key = List.of(report.id(), address);
        if (told.contains(key)) {
            return true;
        }
        boolean done =
                switch (address) {
                    case Address.Mail(Mailbox to) ->
                            delivery.mail(to, ReportMessage.of(report, to, clock.instant()));
                    case Address.Https(var uri) -> delivery.post(uri, report.octets());
                };
        if (done) {
            told.add(key);
        }
        LOG.info(
                "tls-reports domain={} day={} to={} {}",
                report.domain(),
                report.day(),
                address,
                done ? "sent" : "not sent yet");
        return done;
    }
}
