// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes nodes of YAML 1.2. The file is data (RELIABILITY §C 20): tags, anchors and aliases are
 * refused, and so is nesting deeper than any option needs.
 */
final class YamlReader {
    private static final int DEEPEST = 16;

    private final Iterator<Event> events;
    private final Problems problems;

    private YamlReader(Iterator<Event> events, Problems problems) {
        this.events = events;
        this.problems = problems;
    }

    /** The file's keys; empty when it isn't YAML or no map, which is then a problem. */
    static Optional<Node.Mapping> read(String text, Problems problems) {
        try {
            Parse parse = new Parse(LoadSettings.builder().setUseMarks(true).build());
            return new YamlReader(parse.parseString(text).iterator(), problems).document();
        } catch (MarkedYamlEngineException broken) {
            Place at = broken.getProblemMark().map(YamlReader::place).orElse(Place.START);
            problems.report(at, broken.getProblem());
        } catch (ReaderException broken) {
            problems.report(
                    place(text, broken.getPosition()),
                    "the character U+%04X isn't allowed".formatted(broken.getCodePoint()));
        } catch (YamlEngineException broken) {
            problems.report(Place.START, "not YAML: " + broken.getMessage());
        }
        return Optional.empty();
    }

    private Optional<Node.Mapping> document() {
        events.next();
        if (events.next().getEventId() == Event.ID.StreamEnd) {
            return Optional.of(new Node.Mapping(Place.START, List.of()));
        }
        Node root = node(events.next(), 0);
        events.next();
        Event next = events.next();
        if (next.getEventId() != Event.ID.StreamEnd) {
            throw refusal(next, "a second document; the file must be one");
        }
        if (root instanceof Node.Mapping mapping) {
            return Optional.of(mapping);
        }
        problems.report(
                root.at(), "the file must be keys and values, as 'hostname: mx.example.org'");
        return Optional.empty();
    }

    private Node node(Event event, int depth) {
        if (depth > DEEPEST) {
            throw refusal(event, "nested too deep");
        }
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            throw refusal(
                    event,
                    "anchors and aliases (& and *) aren't allowed; quote the text if it is text");
        }
        return switch (event) {
            case ScalarEvent scalar -> {
                refuseTag(event, scalar.getTag());
                yield new Node.Scalar(place(event), scalar.getValue(), scalar.isPlain());
            }
            case SequenceStartEvent sequence -> {
                refuseTag(event, sequence.getTag());
                yield sequence(place(event), depth);
            }
            case MappingStartEvent mapping -> {
                refuseTag(event, mapping.getTag());
                yield mapping(place(event), depth);
            }
            default -> throw refusal(event, "expected a value");
        };
    }

    private Node.Sequence sequence(Place at, int depth) {
        List<Node> items = new ArrayList<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
            items.add(node(e, depth + 1));
        }
        return new Node.Sequence(at, items);
    }

    private Node.Mapping mapping(Place at, int depth) {
        List<Node.Entry> entries = new ArrayList<>();
        Map<String, Place> seen = new HashMap<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
            if (!(node(e, depth + 1) instanceof Node.Scalar key)) {
                throw refusal(e, "a key must be a word");
            }
            Node value = node(events.next(), depth + 1);
            Place first = seen.putIfAbsent(key.text(), key.at());
            if (first == null) {
                entries.add(new Node.Entry(key.at(), key.text(), value));
            } else {
                problems.report(
                        key.at(),
                        "key '%s' is already there in line %d".formatted(key.text(), first.line()));
            }
        }
        return new Node.Mapping(at, entries);
    }

    private static void refuseTag(Event event, Optional<String> tag) {
        if (tag.isPresent()) {
            throw refusal(event, "tags (!) aren't allowed; quote the text if it is text");
        }
    }

    private static ParserException refusal(Event event, String why) {
        return new ParserException(why, event.getStartMark());
    }

    private static Place place(Event event) {
        return event.getStartMark().map(YamlReader::place).orElse(Place.START);
    }

    private static Place place(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Place place(String text, int index) {
        String before = text.substring(0, text.offsetByCodePoints(0, index));
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        return new Place(line, before.length() - before.lastIndexOf('\n'));
    }
}
