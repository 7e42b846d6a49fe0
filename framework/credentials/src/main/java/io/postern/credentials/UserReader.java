// SPDX-License-Identifier: Apache-2.0
package io.postern.credentials;

import io.postern.credentials.UserEntry.Field;
import io.postern.credentials.UserEntry.Form;
import io.postern.credentials.UserEntry.Span;

import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.ParserException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Makes a {@link UserFile} of YAML's events; throws the library's own exception where it is none.
 * Works on the events, so neither depth nor aliases cost anything. Used once, by one thread.
 */
final class UserReader {
    private static final Set<String> NOTHING = Set.of("", "null", "~");

    private final String text;
    private final Iterator<Event> events;
    private final Set<String> seen = new HashSet<>();
    private final Set<Anchor> anchors = new HashSet<>();

    /** Where the mark was last asked about: marks count code points, and come in order. */
    private int codePoints;

    private int chars;

    /** Where the last thing ended that takes room: the end of a block is seen only after it. */
    private int end;

    UserReader(String text, Iterator<Event> events) {
        this.text = text;
        this.events = events;
    }

    UserFile read() {
        Event first = next();
        while (first.getEventId() == Event.ID.StreamStart
                || first.getEventId() == Event.ID.DocumentStart) {
            first = next();
        }
        if (!(first instanceof MappingStartEvent root)) {
            // An empty file is no list of nobody: somebody may be writing it. That would be {}.
            throw refusal(first, "not a map of mailboxes ({} is that of none)");
        }
        Span start = span(root);
        List<UserEntry> users = new ArrayList<>();
        for (Event key = next(); key.getEventId() != Event.ID.MappingEnd; key = next()) {
            users.add(user(key));
        }
        Span all = until(start, end);
        refuseMore();
        return new UserFile(all, root.isFlow(), users);
    }

    private UserEntry user(Event event) {
        if (!(event instanceof ScalarEvent key) || !UserFile.isMailbox(key.getValue())) {
            throw refusal(event, "not a mailbox");
        }
        String name = key.getValue();
        if (!seen.add(name.toLowerCase(Locale.ROOT))) {
            throw refusal(event, "'" + name + "' stands here twice");
        }
        Span at = span(key);
        Event value = next();
        Span start = span(value);
        if (value instanceof MappingStartEvent map) {
            List<Field> fields = fields();
            Form form = map.isFlow() ? Form.BRACES : Form.BLOCK;
            return new UserEntry(name, at, until(start, end), form, fields);
        }
        if (value.getEventId() == Event.ID.Alias) {
            return new UserEntry(name, at, start, Form.ALIAS, List.of());
        }
        if (value instanceof ScalarEvent scalar && isNothing(scalar)) {
            return new UserEntry(name, at, start, Form.NOTHING, List.of());
        }
        throw refusal(event, "what '" + name + "' has must be a map or nothing");
    }

    private List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Event key = next(); key.getEventId() != Event.ID.MappingEnd; key = next()) {
            if (!(key instanceof ScalarEvent scalar)) {
                throw refusal(key, "a field's name must be a word");
            }
            if (!names.add(scalar.getValue())) {
                throw refusal(key, "'" + scalar.getValue() + "' stands here twice");
            }
            fields.add(field(scalar.getValue(), span(key), next()));
        }
        return fields;
    }

    private Field field(String name, Span key, Event value) {
        Span start = span(value);
        return switch (value) {
            case ScalarEvent scalar -> new Field(name, key, start, texts(scalar), false);
            case Event collection when opens(collection) -> {
                boolean isList = collection.getEventId() == Event.ID.SequenceStart;
                List<String> values = items();
                yield new Field(name, key, until(start, end), isList ? values : List.of(), isList);
            }
            default -> new Field(name, key, start, List.of(), false);
        };
    }

    /** The texts directly in the list that has begun. */
    private List<String> items() {
        List<String> items = new ArrayList<>();
        for (int depth = 1; depth > 0; ) {
            Event event = next();
            if (opens(event)) {
                depth++;
            } else if (event.getEventId() == Event.ID.MappingEnd
                    || event.getEventId() == Event.ID.SequenceEnd) {
                depth--;
            } else if (depth == 1 && event instanceof ScalarEvent scalar) {
                items.addAll(texts(scalar));
            }
        }
        return items;
    }

    /** A second document would be overlooked. */
    private void refuseMore() {
        while (events.hasNext()) {
            Event rest = events.next();
            if (rest.getEventId() == Event.ID.DocumentStart) {
                throw refusal(rest, "a second document");
            }
        }
    }

    private Event next() {
        Event event = events.next();
        while (event.getEventId() == Event.ID.Comment) {
            event = events.next();
        }
        if (event instanceof AliasEvent alias && !anchors.contains(alias.getAlias())) {
            throw refusal(event, "there is no &" + alias.getAlias() + " before this");
        }
        if (event instanceof NodeEvent node) {
            node.getAnchor().ifPresent(anchors::add);
        }
        boolean endsBlock =
                (event.getEventId() == Event.ID.MappingEnd
                                || event.getEventId() == Event.ID.SequenceEnd)
                        && isEmpty(event);
        if (!endsBlock) {
            end = event.getEndMark().map(this::offset).orElse(end);
        }
        return event;
    }

    private static boolean isEmpty(Event event) {
        return event.getStartMark()
                .map(Mark::getIndex)
                .equals(event.getEndMark().map(Mark::getIndex));
    }

    private static boolean opens(Event event) {
        return event.getEventId() == Event.ID.MappingStart
                || event.getEventId() == Event.ID.SequenceStart;
    }

    private static List<String> texts(ScalarEvent scalar) {
        return isNothing(scalar) ? List.of() : List.of(scalar.getValue());
    }

    private static boolean isNothing(ScalarEvent scalar) {
        return scalar.isPlain() && NOTHING.contains(scalar.getValue());
    }

    private Span span(Event event) {
        Mark start = event.getStartMark().orElseThrow();
        int from = offset(start);
        int to = event.getEndMark().map(this::offset).orElse(from);
        return new Span(from, to, start.getLine() + 1, start.getColumn() + 1);
    }

    private static Span until(Span start, int end) {
        return new Span(start.start(), end, start.line(), start.column());
    }

    private int offset(Mark mark) {
        chars = text.offsetByCodePoints(chars, mark.getIndex() - codePoints);
        codePoints = mark.getIndex();
        return chars;
    }

    private static ParserException refusal(Event event, String why) {
        return new ParserException(why, event.getStartMark());
    }
}
