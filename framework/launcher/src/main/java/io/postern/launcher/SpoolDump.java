// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.jr.ob.JSON;

import io.postern.spool.Journal;
import io.postern.spool.OfflineSpool;
import io.postern.spool.RecordFilter;
import io.postern.spool.RecordView;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code postern spool dump}, with the spool on the class path. */
final class SpoolDump {
    /** All in US-ASCII: what strangers wrote must not reach a terminal as it is. */
    private static final JSON LINES =
            new JSON(JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build());

    private final Home home;
    private final PrintWriter out;
    private long lines;

    SpoolDump(Home home, PrintWriter out) {
        this.home = home;
        this.out = new PrintWriter(new BufferedWriter(out, 1 << 16)); // not flushed at each line
    }

    /** The exit code. */
    int run(Set<Integer> segments, Set<String> messages, Set<String> types, boolean json)
            throws IOException {
        RecordFilter filter = filter(segments, messages, types);
        try {
            Journal.ReplayReport report =
                    new SpoolAccess(home).read(spool -> dump(spool, filter, json));
            if (!json) {
                report.damage().forEach(stretch -> out.println("# " + stretch));
            }
        } finally {
            out.flush();
        }
        return Exit.FINE;
    }

    private static RecordFilter filter(
            Set<Integer> segments, Set<String> messages, Set<String> types) {
        Set<String> wanted =
                types.stream()
                        .map(type -> type.toUpperCase(Locale.ROOT))
                        .collect(Collectors.toSet());
        if (!RecordView.types().containsAll(wanted)) {
            throw new CommandException(
                    Exit.USAGE, "--type is one of " + String.join(", ", RecordView.types()));
        }
        try {
            return new RecordFilter(segments, messages, wanted);
        } catch (IllegalArgumentException noId) {
            throw new CommandException(Exit.USAGE, "--message: " + noId.getMessage());
        }
    }

    private Journal.ReplayReport dump(OfflineSpool spool, RecordFilter filter, boolean json)
            throws IOException {
        return spool.records(filter, record -> print(record, json));
    }

    private void print(RecordView record, boolean json) {
        try {
            out.println(json ? LINES.asString(fields(record)) : line(record));
        } catch (IOException impossible) { // it is written to a string
            throw new UncheckedIOException(impossible);
        }
        if (++lines % 1000 == 0 && out.checkError()) {
            throw new UncheckedIOException(new IOException("standard output is closed"));
        }
    }

    private static String line(RecordView record) {
        return "%-12s %8d %-9s %-12s %8d  %s"
                .formatted(
                        record.place().segment() + ":" + record.place().offset(),
                        record.sequence(),
                        record.type(),
                        record.message().isEmpty() ? "-" : record.message(),
                        record.place().length(),
                        record.facts().entrySet().stream()
                                .map(fact -> fact.getKey() + "=" + text(fact.getValue()))
                                .collect(Collectors.joining(" ")))
                .stripTrailing();
    }

    private static String text(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(SpoolDump::quoted).collect(Collectors.joining(", ", "[", "]"));
        }
        return quoted(value);
    }

    /** In quotes where it has a space, a comma or a quote, so that where it ends is plain. */
    private static String quoted(Object value) {
        String safe = SafeText.of(value.toString());
        return safe.isEmpty() || safe.chars().anyMatch(c -> " ,\"[]=".indexOf(c) >= 0)
                ? '"' + safe.replace("\"", "\\\"") + '"'
                : safe;
    }

    private static Map<String, Object> fields(RecordView record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("segment", record.place().segment());
        fields.put("offset", record.place().offset());
        fields.put("number", record.sequence());
        fields.put("type", record.type());
        fields.put("message", record.message());
        fields.put("length", record.place().length());
        fields.putAll(record.facts());
        return fields;
    }
}
