// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.config.WatchedFile.Problem;
import io.postern.queue.Reaction.Action;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads the file of {@code queue: reactions:}: a list of maps with {@code reply}, {@code hosts},
 * {@code action}, {@code for}, {@code part}. Ends at the first thing that is wrong, which it names
 * with line and column.
 */
final class ReactionReader {
    private static final Set<String> KEYS = Set.of("reply", "hosts", "action", "for", "part");
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(s|m|h|d)");
    private static final Duration USUAL_TIME = Duration.ofMinutes(30);
    private static final Duration LONGEST = Duration.ofDays(5);
    private static final double USUAL_PART = 0.5;

    private final Iterator<Event> events;

    private ReactionReader(Iterator<Event> events) {
        this.events = events;
    }

    static Parsed<List<Reaction>> read(String text) {
        LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
        try {
            return new Parsed.Good<>(
                    new ReactionReader(new Parse(settings).parseString(text).iterator()).rules());
        } catch (MarkedYamlEngineException broken) {
            return bad(broken.getProblemMark(), String.valueOf(broken.getProblem()));
        } catch (YamlEngineException broken) {
            return bad(Optional.empty(), String.valueOf(broken.getMessage()));
        }
    }

    private List<Reaction> rules() {
        Event first = events.next();
        while (first.getEventId() == Event.ID.StreamStart
                || first.getEventId() == Event.ID.DocumentStart) {
            first = events.next();
        }
        if (first.getEventId() != Event.ID.SequenceStart) {
            throw refusal(first, "expected a list of rules ([] is that of none)");
        }
        List<Reaction> rules = new ArrayList<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
            if (e.getEventId() != Event.ID.MappingStart) {
                throw refusal(e, "a rule must be keys and values");
            }
            rules.add(rule(e));
        }
        return List.copyOf(rules);
    }

    private Reaction rule(Event start) {
        Map<String, List<ScalarEvent>> fields = new LinkedHashMap<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
            if (!(e instanceof ScalarEvent key) || !KEYS.contains(key.getValue())) {
                throw refusal(e, "unknown key; a rule has reply, hosts, action, for, part");
            }
            if (fields.putIfAbsent(key.getValue(), values()) != null) {
                throw refusal(e, "'" + key.getValue() + "' stands here twice");
            }
        }
        Action action = action(needed(fields, "action", start));
        List<String> hosts =
                fields.getOrDefault("hosts", List.of()).stream()
                        .map(host -> host.getValue().toLowerCase(Locale.ROOT))
                        .toList();
        ScalarEvent time = single(fields, "for");
        ScalarEvent part = single(fields, "part");
        return new Reaction(
                pattern(needed(fields, "reply", start)),
                hosts,
                action,
                time == null ? USUAL_TIME : time(time),
                part == null ? USUAL_PART : part(part));
    }

    private List<ScalarEvent> values() {
        Event value = events.next();
        if (value instanceof ScalarEvent scalar) {
            return List.of(scalar);
        }
        if (value.getEventId() != Event.ID.SequenceStart) {
            throw refusal(value, "expected a value or a list of them");
        }
        List<ScalarEvent> values = new ArrayList<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
            if (!(e instanceof ScalarEvent scalar)) {
                throw refusal(e, "expected a value");
            }
            values.add(scalar);
        }
        return values;
    }

    private static ScalarEvent needed(
            Map<String, List<ScalarEvent>> fields, String key, Event start) {
        ScalarEvent value = single(fields, key);
        if (value == null) {
            throw refusal(start, "a rule needs '" + key + "'");
        }
        return value;
    }

    private static @Nullable ScalarEvent single(Map<String, List<ScalarEvent>> fields, String key) {
        List<ScalarEvent> values = fields.getOrDefault(key, List.of());
        if (values.size() > 1) {
            throw refusal(values.get(1), key + ": expected one value");
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    private static Action action(ScalarEvent text) {
        List<String> words = new ArrayList<>();
        for (Action action : Action.values()) {
            if (action.word().equals(text.getValue())) {
                return action;
            }
            words.add(action.word());
        }
        throw refusal(text, "'" + text.getValue() + "' is none of " + String.join(", ", words));
    }

    private static Pattern pattern(ScalarEvent text) {
        try {
            return Pattern.compile(text.getValue(), Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException broken) {
            throw refusal(text, "no regular expression: " + broken.getDescription());
        }
    }

    private static Duration time(ScalarEvent text) {
        Matcher matcher = TIME.matcher(text.getValue());
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            Duration time =
                    switch (matcher.group(2)) {
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofDays(number);
                    };
            if (time.isPositive() && time.compareTo(LONGEST) <= 0) {
                return time;
            }
        }
        throw refusal(text, "'" + text.getValue() + "' is no time up to 5d (as 30s, 5m, 2h)");
    }

    private static double part(ScalarEvent text) {
        if (text.getValue().matches("0\\.\\d{1,3}")) {
            double part = Double.parseDouble(text.getValue());
            if (part >= 0.01) {
                return part;
            }
        }
        throw refusal(text, "'" + text.getValue() + "' is no part (0.01 to 0.99)");
    }

    private static ParserException refusal(Event event, String why) {
        return new ParserException(why, event.getStartMark());
    }

    private static Parsed<List<Reaction>> bad(Optional<Mark> mark, String problem) {
        return new Parsed.Bad<>(
                List.of(
                        mark.map(m -> new Problem(m.getLine() + 1, m.getColumn() + 1, problem))
                                .orElse(Problem.of(problem))));
    }
}
