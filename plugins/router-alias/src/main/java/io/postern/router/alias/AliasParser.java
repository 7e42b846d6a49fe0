// SPDX-License-Identifier: Apache-2.0
package io.postern.router.alias;

import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.config.WatchedFile.Problem;
import io.postern.api.mail.Domain;
import io.postern.api.mail.Mailbox;
import io.postern.smtp.AddressParser;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a list of aliases: {@code name: target, target} on lines of which those that begin with
 * white space continue the one before; lines that begin with {@code #} are comments. Used once, by
 * one thread.
 */
final class AliasParser {
    private final Map<Aliases.Key, List<Target>> entries = new HashMap<>();
    private final Map<Aliases.Key, Integer> lines = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private int line;

    private AliasParser() {}

    static Parsed<Aliases> parse(String text) {
        AliasParser parser = new AliasParser();
        parser.readLines(text);
        return parser.problems.isEmpty()
                ? new Parsed.Good<>(new Aliases(parser.entries))
                : new Parsed.Bad<>(parser.problems);
    }

    private void readLines(String text) {
        StringBuilder entry = new StringBuilder();
        int number = 0;
        for (String next : text.lines().toList()) {
            number++;
            if (next.isBlank() || next.stripLeading().startsWith("#")) {
                continue;
            }
            if (!Character.isWhitespace(next.charAt(0))) {
                readEntry(entry.toString());
                entry.setLength(0);
                line = number;
            } else if (entry.isEmpty()) {
                line = number;
                problem("continues nothing");
                continue;
            }
            entry.append(next);
        }
        readEntry(entry.toString());
    }

    private void readEntry(String entry) {
        if (entry.isEmpty()) {
            return;
        }
        List<String> parts = split(entry, ':', 2);
        if (parts.size() < 2) {
            problem("no colon after the name: '" + entry.strip() + "'");
            return;
        }
        Optional<Aliases.Key> key = key(parts.get(0).strip());
        if (key.isEmpty()) {
            problem("not a name, name@domain or @domain: '" + parts.get(0).strip() + "'");
            return;
        }
        Integer earlier = lines.putIfAbsent(key.get(), line);
        if (earlier != null) {
            problem("'" + parts.get(0).strip() + "' stands on line " + earlier + " already");
            return;
        }
        entries.put(key.get(), targets(parts.get(1)));
    }

    private static Optional<Aliases.Key> key(String text) {
        if (text.startsWith("@")) {
            return AddressParser.domain(text.substring(1))
                    .map(Domain::name)
                    .map(name -> new Aliases.Key("", name));
        }
        Optional<Mailbox> whole = AddressParser.mailbox(text);
        return whole.isPresent()
                ? whole.map(m -> new Aliases.Key(m.localPart(), m.domain().name()))
                : localPart(text).map(local -> new Aliases.Key(local, ""));
    }

    private List<Target> targets(String text) {
        List<Target> targets = new ArrayList<>();
        int before = problems.size();
        for (String part : split(text, ',', Integer.MAX_VALUE)) {
            if (!part.isBlank()) {
                target(part.strip()).ifPresent(targets::add);
            }
        }
        if (targets.isEmpty() && problems.size() == before) {
            problem("nobody after the colon (for nobody write /dev/null)");
        }
        return targets;
    }

    private Optional<Target> target(String text) {
        if (text.equals("/dev/null")) {
            return Optional.of(new Target.Nobody());
        }
        // The backslash once meant "no further aliases"; here redirects to oneself end by rule.
        String address = text.startsWith("\\") ? text.substring(1) : text;
        String bare = address.startsWith("\"") ? address.substring(1) : address;
        if (bare.startsWith("|") || bare.startsWith("/") || bare.startsWith(":include:")) {
            problem("pipes, files and includes aren't supported: '" + text + "'");
            return Optional.empty();
        }
        Optional<Target> target =
                AddressParser.mailbox(address)
                        .<Target>map(Target.At::new)
                        .or(() -> localPart(address).map(Target.Here::new));
        if (target.isEmpty()) {
            problem("not an address: '" + text + "'");
        }
        return target;
    }

    private static Optional<String> localPart(String text) {
        return AddressParser.mailbox(text + "@localhost").map(Mailbox::localPart);
    }

    /** Splits where the separator stands neither in quotes nor in brackets. */
    private static List<String> split(String text, char separator, int most) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        boolean bracketed = false;
        for (int i = 0; i < text.length() && parts.size() < most - 1; i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '[' || c == ']')) {
                bracketed = c == '[';
            } else if (c == separator && !quoted && !bracketed) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    private void problem(String text) {
        problems.add(new Problem(line, 0, text));
    }
}
