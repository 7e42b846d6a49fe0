// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import io.postern.api.transport.TlsResult;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Counts results, day by day. Safe for many threads. */
final class Ledger {
    /** What can stand in a report and its file's name; no other domain has a record. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,253}");

    private final DayFiles files;
    private final InstantSource clock;
    private final List<Day> over = new ArrayList<>();
    private Day today;

    /** Goes on with what was counted today before. */
    Ledger(DayFiles files, InstantSource clock) {
        this.files = files;
        this.clock = clock;
        this.today = new Day(date());
        today.read(files.read(today.date()));
    }

    /** Counts one, in memory. */
    void add(TlsResult result) {
        if (NAME.matcher(result.domain()).matches()) {
            day().add(result);
        }
    }

    private synchronized Day day() {
        LocalDate date = date();
        if (!today.date().equals(date)) {
            over.add(today);
            today = new Day(date);
        }
        return today;
    }

    /** Writes down what is new. */
    void save() {
        synchronized (files) {
            for (Day day : days()) {
                if (day.takeChanged()) {
                    files.write(day.date(), day.reports());
                }
            }
        }
    }

    private synchronized List<Day> days() {
        day();
        List<Day> days = new ArrayList<>(over);
        days.add(today);
        over.clear();
        return days;
    }

    private LocalDate date() {
        return clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
    }
}
