// SPDX-License-Identifier: Apache-2.0
package io.postern.router.local;

import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.config.WatchedFile.Problem;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a map whose keys are mailboxes and whose values are maps or nothing. What the maps hold is
 * for others to know. Works on the events, so neither depth nor aliases cost anything.
 */
final class UserParser {
    /** A million users and their passwords; the library's own limit is 3 MiB. */
    private static final int LARGEST = 256 * 1024 * 1024;

    private final Iterator<Event> events;
    private final Set<String> seen = new HashSet<>();
    private final List<String> names = new ArrayList<>();

    private UserParser(Iterator<Event> events) {
        this.events = events;
    }

    static Parsed<Users> parse(String text) {
        LoadSettings settings =
                LoadSettings.builder().setLabel("users").setCodePointLimit(LARGEST).build();
        try {
            return new UserParser(new Parse(settings).parseString(text).iterator()).read();
        } catch (MarkedYamlEngineException broken) {
            return bad(broken.getProblemMark(), String.valueOf(broken.getProblem()));
        } catch (YamlEngineException broken) {
            return new Parsed.Bad<>(List.of(Problem.of(String.valueOf(broken.getMessage()))));
        }
    }

    private Parsed<Users> read() {
        Event first = events.next();
        while (first.getEventId() == Event.ID.StreamStart
                || first.getEventId() == Event.ID.DocumentStart
                || first.getEventId() == Event.ID.Comment) {
            first = events.next();
        }
        // An empty file is no list of nobody: somebody may be writing it. That would be {}.
        if (first.getEventId() != Event.ID.MappingStart) {
            return bad(first.getStartMark(), "not a map of mailboxes ({} is that of none)");
        }
        for (Event key = events.next();
                key.getEventId() != Event.ID.MappingEnd;
                key = events.next()) {
            String problem = entry(key, events.next());
            if (!problem.isEmpty()) {
                return bad(key.getStartMark(), problem);
            }
        }
        return end();
    }

    /** Takes a key and its value; says what is wrong with them. */
    private String entry(Event key, Event value) {
        if (!(key instanceof ScalarEvent scalar) || !isMailbox(scalar.getValue())) {
            return "not a mailbox";
        }
        String name = scalar.getValue();
        if (!seen.add(name.toLowerCase(Locale.ROOT))) {
            return "'" + name + "' stands here twice";
        }
        names.add(name);
        boolean nothing =
                value instanceof ScalarEvent text
                        && text.isPlain()
                        && Set.of("", "null", "~").contains(text.getValue());
        if (nothing || value.getEventId() == Event.ID.Alias) {
            return "";
        }
        if (value.getEventId() != Event.ID.MappingStart) {
            return "what '" + name + "' has must be a map or nothing";
        }
        skipMap();
        return "";
    }

    private void skipMap() {
        for (int depth = 1; depth > 0; ) {
            switch (events.next().getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> {}
            }
        }
    }

    /** What follows must be the end: a second document would be overlooked. */
    private Parsed<Users> end() {
        while (events.hasNext()) {
            Event rest = events.next();
            if (rest.getEventId() == Event.ID.DocumentStart) {
                return bad(rest.getStartMark(), "a second document");
            }
        }
        return new Parsed.Good<>(new Users(names));
    }

    private static boolean isMailbox(String text) {
        int at = text.indexOf('@');
        return !text.isEmpty()
                && at == text.lastIndexOf('@')
                && at != 0
                && at != text.length() - 1
                && text.chars().noneMatch(c -> c <= ' ');
    }

    private static Parsed<Users> bad(Optional<Mark> mark, String problem) {
        return new Parsed.Bad<>(
                List.of(
                        mark.map(m -> new Problem(m.getLine() + 1, m.getColumn() + 1, problem))
                                .orElse(Problem.of(problem))));
    }
}
