// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.config.WatchedFile.Problem;
import io.postern.credentials.UserEntry;
import io.postern.credentials.UserEntry.Field;
import io.postern.credentials.UserEntry.Form;
import io.postern.credentials.UserEntry.Span;
import io.postern.credentials.UserFile;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Changes the text of a file of users, and of it only what has to change: comments, order and other
 * fields stay as they are. What came out is read again before anybody gets it.
 */
final class UserEdit {
    private static final String NONE = "{}";

    /** What YAML takes without quotes as the text that it is. */
    private static final Pattern PLAIN =
            Pattern.compile("\\p{L}[\\p{L}\\p{N}._+-]*@?[\\p{L}\\p{N}.-]*");

    private final Path file;
    private final String text;
    private final String newline;
    private final @Nullable UserFile users;

    /**
     * Reads it.
     *
     * @param file for messages
     * @param text may be empty, or nothing but comments
     * @throws CommandException where it is broken
     */
    UserEdit(Path file, String text) {
        this.file = file;
        this.text = text;
        newline = text.contains("\r\n") ? "\r\n" : "\n";
        users = isBlank(text) ? null : read(text);
    }

    List<UserEntry> users() {
        return users == null ? List.of() : users.users();
    }

    /** Letter case says nothing. */
    Optional<UserEntry> find(String name) {
        return users().stream().filter(user -> user.name().equalsIgnoreCase(name)).findFirst();
    }

    /** The text with one user more, at the end. */
    String add(String name, Map<String, String> fields) {
        Optional<UserEntry> there = find(name);
        if (there.isPresent()) {
            int line = there.get().key().line();
            throw refusal("'%s' is there already, in line %d".formatted(name, line));
        }
        Map<String, Map<String, List<String>>> wanted = meaning(users());
        wanted.put(name, valuesOf(fields));
        return checked(withEntry(name, fields), wanted);
    }

    /** The text with these fields of a user set. */
    String set(String name, Map<String, String> fields) {
        UserEntry user = known(name);
        Map<String, Map<String, List<String>>> wanted = meaning(users());
        Map<String, List<String>> values =
                new LinkedHashMap<>(wanted.getOrDefault(user.name(), Map.of()));
        values.putAll(valuesOf(fields));
        wanted.put(user.name(), values);
        return checked(
                switch (user.form()) {
                    case NOTHING -> withFieldsOfNothing(user, fields);
                    case BLOCK, BRACES -> withFields(user, fields);
                    case ALIAS -> throw byHand("'" + name + "' has the fields of another");
                },
                wanted);
    }

    /** The text without a user. */
    String remove(String name) {
        UserEntry user = known(name);
        refuseBraces();
        Map<String, Map<String, List<String>>> wanted = meaning(users());
        wanted.remove(user.name());
        int start = text.lastIndexOf('\n', user.key().start()) + 1;
        int end = lineEnd(Math.max(user.key().end(), user.value().end()));
        String nobody = wanted.isEmpty() ? NONE + newline : "";
        return checked(text.substring(0, start) + nobody + text.substring(end), wanted);
    }

    private UserEntry known(String name) {
        return find(name).orElseThrow(() -> refusal("there is no '" + name + "'"));
    }

    private String withEntry(String name, Map<String, String> fields) {
        if (users == null) {
            return ended(text) + entry("", name, fields);
        }
        Span root = users.root();
        if (users.isBraces() && users.users().isEmpty()) {
            return ended(text.substring(0, root.start()))
                    + entry("", name, fields)
                    + text.substring(lineEnd(root.end()));
        }
        refuseBraces();
        int end = lineEnd(root.end());
        return ended(text.substring(0, end))
                + entry(" ".repeat(root.column() - 1), name, fields)
                + text.substring(end);
    }

    private String entry(String indent, String name, Map<String, String> fields) {
        StringBuilder entry = new StringBuilder(indent).append(quoted(name)).append(":");
        fields.forEach((key, value) -> entry.append(newline).append(line(indent, key, value)));
        return entry.append(newline).toString();
    }

    private String withFieldsOfNothing(UserEntry user, Map<String, String> fields) {
        refuseBraces();
        int end = lineEnd(user.value().end());
        StringBuilder lines = new StringBuilder();
        String indent = " ".repeat(user.key().column() - 1);
        fields.forEach((key, value) -> lines.append(line(indent, key, value)).append(newline));
        return ended(
                        text.substring(0, user.value().start())
                                + text.substring(user.value().end(), end))
                + lines
                + text.substring(end);
    }

    private String withFields(UserEntry user, Map<String, String> fields) {
        StringBuilder changed = new StringBuilder(text);
        fields.entrySet().stream()
                .map(field -> change(user, field.getKey(), field.getValue()))
                .sorted(Comparator.comparingInt(Change::start).reversed())
                .forEach(change -> changed.replace(change.start(), change.end(), change.by()));
        return changed.toString();
    }

    /** A field that is there gets another value; one that isn't becomes the first. */
    private Change change(UserEntry user, String key, String value) {
        Optional<Field> there = user.field(key);
        if (there.isPresent()) {
            Span span = there.get().value();
            boolean close = text.charAt(span.start() - 1) == ':';
            return new Change(span.start(), span.end(), (close ? " " : "") + quoted(value));
        }
        String field = key + ": " + quoted(value);
        if (user.form() == Form.BRACES) {
            int inside = text.indexOf('{', user.value().start()) + 1;
            return new Change(inside, inside, field + (user.fields().isEmpty() ? "" : ", "));
        }
        Span first = user.fields().getFirst().key();
        String indent = newline + " ".repeat(first.column() - 1);
        return new Change(first.start(), first.start(), field + indent);
    }

    private static String line(String indent, String key, String value) {
        return indent + "  " + key + ": " + quoted(value);
    }

    /** No text of ours holds what double quotes would need escaped, but for a name. */
    private static String quoted(String value) {
        return PLAIN.matcher(value).matches() && !value.equals("null")
                ? value
                : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** After the newline that ends the line in which this is. */
    private int lineEnd(int offset) {
        if (offset > 0 && text.charAt(offset - 1) == '\n') {
            return offset;
        }
        int end = text.indexOf('\n', offset);
        return end < 0 ? text.length() : end + 1;
    }

    private String ended(String lines) {
        return lines.isEmpty() || lines.endsWith("\n") ? lines : lines + newline;
    }

    private void refuseBraces() {
        if (users != null && users.isBraces()) {
            throw byHand("the users stand in braces");
        }
    }

    private String checked(String changed, Map<String, Map<String, List<String>>> wanted) {
        boolean good =
                UserFile.parse(changed) instanceof Parsed.Good<UserFile>(UserFile after)
                        && meaning(after.users()).equals(wanted);
        if (!good) {
            throw byHand("this isn't written as 'postern user' writes it");
        }
        return changed;
    }

    private static Map<String, Map<String, List<String>>> meaning(List<UserEntry> users) {
        Map<String, Map<String, List<String>>> meaning = new LinkedHashMap<>();
        for (UserEntry user : users) {
            Map<String, List<String>> fields = new LinkedHashMap<>();
            user.fields().forEach(field -> fields.put(field.name(), field.values()));
            meaning.put(user.name(), fields);
        }
        return meaning;
    }

    private static Map<String, List<String>> valuesOf(Map<String, String> fields) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        fields.forEach((key, value) -> values.put(key, List.of(value)));
        return values;
    }

    private UserFile read(String content) {
        return switch (UserFile.parse(content)) {
            case Parsed.Good<UserFile>(UserFile good) -> good;
            case Parsed.Bad<UserFile>(List<Problem> problems) ->
                    throw new CommandException(
                            Exit.NO, problems.stream().map(problem -> problem.in(file)).toList());
        };
    }

    private static boolean isBlank(String content) {
        Stream<String> lines = content.lines().map(String::strip);
        return lines.allMatch(line -> line.isEmpty() || line.startsWith("#"));
    }

    private CommandException refusal(String why) {
        return new CommandException(Exit.NO, file + ": " + why);
    }

    private CommandException byHand(String why) {
        return refusal(why + ": edit it by hand");
    }

    /** A piece of the text that becomes another. */
    private record Change(int start, int end, String by) {}
}
