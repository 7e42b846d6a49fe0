// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.spool.Journal;
import io.postern.spool.SpoolSurvey;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a look through a journal has found, to be printed. */
record SurveyReport(Path folder, SpoolSurvey survey) {
    private static final int MOST_LINES = 100;

    void print(PrintWriter out) {
        SpoolSurvey.Waiting waiting = survey.waiting();
        out.println("Spool " + folder);
        line(
                out,
                "segments",
                "%d, %s; %s of it live"
                        .formatted(
                                survey.usage().segments(),
                                Amounts.octets(survey.usage().octets()),
                                Amounts.octets(waiting.octets())));
        line(
                out,
                "records",
                survey.records() + " whole, the last is number " + survey.lastSequence());
        line(
                out,
                "waiting",
                Amounts.count(waiting.messages(), "message")
                        + (waiting.held() > 0 ? ", " + waiting.held() + " held" : ""));
        if (survey.torn().octets() > 0) {
            line(
                    out,
                    "torn",
                    "%s at the end of segment %d, as a crash leaves it"
                            .formatted(
                                    Amounts.octets(survey.torn().octets()),
                                    survey.torn().segment()));
        }
        lines(out, "unreadable", survey.unreadable(), SurveyReport::text);
        lines(out, "gap", survey.gaps(), SurveyReport::text);
        lines(out, "perhaps", survey.suspects(), SurveyReport::text);
        lines(out, "unanswered", survey.dropped(), SurveyReport::text);
        lines(out, "damaged", survey.damaged(), SurveyReport::text);
        lines(out, "wrong", survey.trouble(), Function.identity());
        out.println(survey.isSound() ? "the spool is sound" : "the spool is DAMAGED");
    }

    private static void line(PrintWriter out, String name, String text) {
        out.println("  %-10s %s".formatted(name, SafeText.of(text)));
    }

    private static <T> void lines(
            PrintWriter out, String name, List<T> values, Function<T, String> text) {
        values.stream().limit(MOST_LINES).forEach(value -> line(out, name, text.apply(value)));
        if (values.size() > MOST_LINES) {
            line(out, name, "and %d more".formatted(values.size() - MOST_LINES));
        }
    }

    private static String text(Journal.Stretch stretch) {
        return "segment %d, offset %d to %d, %s"
                .formatted(
                        stretch.segment(),
                        stretch.from(),
                        stretch.to(),
                        Amounts.octets(stretch.octets()));
    }

    private static String text(SpoolSurvey.Gap gap) {
        return "%s: %s"
                .formatted(
                        gap.first() == gap.last()
                                ? "number " + gap.first()
                                : "numbers " + gap.first() + " to " + gap.last(),
                        gap.lost() ? "lost" : "known, or never answered for");
    }

    static String text(SpoolSurvey.Broken message) {
        return "message %s of %s, %s, from %s to %s"
                .formatted(
                        message.id(),
                        message.received().truncatedTo(ChronoUnit.SECONDS),
                        Amounts.octets(message.size()),
                        message.from(),
                        String.join(", ", message.to()));
    }

    private static String text(SpoolSurvey.Suspect suspect) {
        return "segment %d, offset %d: %s of message %s, number %d"
                .formatted(
                        suspect.segment(),
                        suspect.offset(),
                        suspect.type(),
                        suspect.message(),
                        suspect.sequence());
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("folder", folder.toString());
        fields.put("sound", survey.isSound());
        fields.put("segments", survey.usage().segments());
        fields.put("octets", survey.usage().octets());
        fields.put("liveOctets", survey.waiting().octets());
        fields.put("records", survey.records());
        fields.put("lastNumber", survey.lastSequence());
        fields.put("messages", survey.waiting().messages());
        fields.put("held", survey.waiting().held());
        fields.put("tornOctets", survey.torn().octets());
        fields.put("unreadable", objects(survey.unreadable(), SurveyReport::fields));
        fields.put("gaps", objects(survey.gaps(), SurveyReport::fields));
        fields.put("missingSegments", survey.missingSegments());
        fields.put("perhaps", objects(survey.suspects(), SurveyReport::fields));
        fields.put("unanswered", objects(survey.dropped(), SurveyReport::fields));
        fields.put("damaged", objects(survey.damaged(), SurveyReport::fields));
        fields.put("wrong", survey.trouble());
        return fields;
    }

    private static <T> List<Map<String, Object>> objects(
            List<T> values, Function<T, Map<String, Object>> fields) {
        return values.stream().map(fields).collect(Collectors.toList());
    }

    private static Map<String, Object> fields(Journal.Stretch stretch) {
        return ordered("segment", stretch.segment(), "from", stretch.from(), "to", stretch.to());
    }

    private static Map<String, Object> fields(SpoolSurvey.Gap gap) {
        return ordered("first", gap.first(), "last", gap.last(), "lost", gap.lost());
    }

    static Map<String, Object> fields(SpoolSurvey.Broken message) {
        Map<String, Object> fields =
                ordered(
                        "id", message.id(),
                        "received", message.received().toString(),
                        "size", message.size());
        fields.put("from", message.from());
        fields.put("to", message.to());
        return fields;
    }

    private static Map<String, Object> fields(SpoolSurvey.Suspect suspect) {
        Map<String, Object> fields =
                ordered(
                        "segment", suspect.segment(),
                        "offset", suspect.offset(),
                        "number", suspect.sequence());
        fields.put("type", suspect.type());
        fields.put("message", suspect.message());
        return fields;
    }

    private static Map<String, Object> ordered(
            String one, Object first, String two, Object second, String three, Object third) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(one, first);
        fields.put(two, second);
        fields.put(three, third);
        return fields;
    }
}
