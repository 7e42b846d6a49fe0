// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import com.fasterxml.jackson.jr.ob.JSON;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * One domain's report of one day.
 *
 * @param domain that it is for
 * @param policies as {@link Tally#fields} makes them
 */
record Report(Reporter.Submitter submitter, String domain, LocalDate day, List<?> policies) {
    /** The same again for the same day, so that whoever gets it twice can tell. */
    String id() {
        return day + "." + domain + "@" + submitter.domain();
    }

    Instant start() {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    Instant end() {
        return day.atTime(LocalTime.MAX.withNano(0)).toInstant(ZoneOffset.UTC);
    }

    /** As RFC 8460 section 5.1 has it. */
    String fileName() {
        return submitter.domain()
                + "!"
                + domain
                + "!"
                + start().getEpochSecond()
                + "!"
                + end().getEpochSecond()
                + ".json.gz";
    }

    /** Its JSON (section 4), compressed. */
    byte[] octets() {
        Map<String, Object> range = new LinkedHashMap<>();
        range.put("start-datetime", start().toString());
        range.put("end-datetime", end().toString());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("organization-name", submitter.organization());
        fields.put("date-range", range);
        fields.put("contact-info", submitter.from().toString());
        fields.put("report-id", id());
        fields.put("policies", policies);
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (GZIPOutputStream compressed = new GZIPOutputStream(octets)) {
            compressed.write(JSON.std.asBytes(fields));
        } catch (IOException impossible) {
            throw new IllegalStateException("a report in memory", impossible);
        }
        return octets.toByteArray();
    }
}
