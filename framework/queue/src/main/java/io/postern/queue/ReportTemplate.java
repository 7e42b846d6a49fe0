// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.config.WatchedFile.Problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one kind of report says to people, with <code>${name}</code> where something is put in.
 *
 * <p>A file of one is UTF-8: {@code Subject: } and the subject in the first line, an empty line,
 * then the text, in which <code>${recipients}</code> stands alone in a line. A dollar sign is
 * {@code $$}.
 *
 * @param text lines ended by LF
 */
record ReportTemplate(String subject, String text) {
    /** What each of them may hold. */
    private static final Set<String> COMMON = Set.of("host", "sender", "id", "received");

    private static final String RECIPIENTS = "recipients";
    private static final String UNTIL = "until";
    private static final String FIELD = "Subject: ";
    private static final int MOST_CHARS = 16 * 1024;
    private static final int MOST_SUBJECT = 200;
    private static final Pattern PLACE = Pattern.compile("\\$(\\$|\\{([^}]*)\\})?");

    /** Reads a file; each problem says where it is. */
    static Parsed<ReportTemplate> read(ReportKind kind, String file) {
        List<Problem> problems = new ArrayList<>();
        List<String> lines = file.lines().toList();
        String first = lines.isEmpty() ? "" : lines.getFirst();
        if (!first.startsWith(FIELD) || first.substring(FIELD.length()).isBlank()) {
            problems.add(new Problem(1, 1, "the first line must be 'Subject: ' and the subject"));
        } else if (first.length() > FIELD.length() + MOST_SUBJECT) {
            problems.add(new Problem(1, MOST_SUBJECT, "the subject is too long"));
        }
        if (lines.size() < 2 || !lines.get(1).isEmpty()) {
            problems.add(new Problem(2, 1, "an empty line must be between subject and text"));
        }
        if (file.length() > MOST_CHARS) {
            problems.add(Problem.of("longer than " + MOST_CHARS + " characters"));
        }
        boolean named = false;
        for (int i = 0; i < lines.size(); i++) {
            check(kind, lines.get(i), i + 1, problems);
            named |= lines.get(i).equals("${" + RECIPIENTS + "}");
        }
        if (!named) {
            problems.add(Problem.of("${recipients} must stand in a line of its own"));
        }
        if (!problems.isEmpty()) {
            return new Parsed.Bad<>(problems);
        }
        return new Parsed.Good<>(
                new ReportTemplate(
                        first.substring(FIELD.length()).strip(),
                        String.join("\n", lines.subList(2, lines.size())) + "\n"));
    }

    private static void check(ReportKind kind, String line, int number, List<Problem> problems) {
        for (int i = 0; i < line.length(); i++) {
            if (Character.isISOControl(line.charAt(i)) && line.charAt(i) != '\t') {
                problems.add(new Problem(number, i + 1, "control character"));
            }
        }
        Matcher matcher = PLACE.matcher(line);
        while (matcher.find()) {
            int column = matcher.start() + 1;
            String name = matcher.group(2);
            if (matcher.group(1) == null) {
                problems.add(new Problem(number, column, "write $$ for a dollar sign"));
            } else if (name != null) {
                problem(kind, name, line, number)
                        .forEach(text -> problems.add(new Problem(number, column, text)));
            }
        }
    }

    private static List<String> problem(ReportKind kind, String name, String line, int number) {
        if (name.equals(RECIPIENTS)) {
            boolean alone = number > 2 && line.equals("${" + RECIPIENTS + "}");
            return alone ? List.of() : List.of("${recipients} must stand in a line of its own");
        }
        if (COMMON.contains(name) || (name.equals(UNTIL) && kind == ReportKind.DELAYED)) {
            return List.of();
        }
        Set<String> names = new TreeSet<>(COMMON);
        names.add(RECIPIENTS);
        if (kind == ReportKind.DELAYED) {
            names.add(UNTIL);
        }
        return List.of(
                "there is no ${"
                        + Line.of(name)
                        + "} in "
                        + kind.word()
                        + " reports; there are "
                        + String.join(", ", names));
    }

    /** The subject with its values. */
    String subject(Map<String, String> values) {
        return Line.of(filled(subject, values));
    }

    /** The text with its values, lines ended by CRLF. */
    String text(Map<String, String> values, String recipients) {
        StringBuilder filled = new StringBuilder();
        text.lines()
                .forEach(
                        line ->
                                filled.append(
                                        line.equals("${" + RECIPIENTS + "}")
                                                ? recipients
                                                : filled(line, values) + "\r\n"));
        return filled.toString();
    }

    private static String filled(String text, Map<String, String> values) {
        return PLACE.matcher(text)
                .replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        found.group(2) == null
                                                ? "$"
                                                : values.getOrDefault(found.group(2), "")));
    }
}
