// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import io.postern.api.config.Option;

import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Makes property values of nodes, as an option's type and kind say. What can't be is a problem. */
final class OptionBinder {
    private final Home home;
    private final Names names;
    private final Problems problems;

    /**
     * The names that some kinds of option may have.
     *
     * @param transports those of kind TRANSPORT
     * @param listeners those of kind LISTENER
     */
    record Names(Set<String> transports, Set<String> listeners) {
        Names {
            transports = Set.copyOf(transports);
            listeners = Set.copyOf(listeners);
        }
    }

    OptionBinder(Home home, Names names, Problems problems) {
        this.home = home;
        this.names = names;
        this.problems = problems;
    }

    /**
     * The value for an option that the file gives.
     *
     * @param called what messages call it
     */
    Optional<Object> bind(OptionType option, String called, Node node) {
        if (node.isNothing()) {
            problems.report(node.at(), called + ": the value is missing");
            return Optional.empty();
        }
        if (!option.isList()) {
            return single(option, called, node);
        }
        List<Node> items = node instanceof Node.Sequence list ? list.items() : List.of(node);
        List<Object> values = new ArrayList<>();
        items.forEach(item -> single(option, called, item).ifPresent(values::add));
        return Optional.of(array(option, values));
    }

    /**
     * The value for an option that the file leaves out.
     *
     * @param at where the entry stands
     * @param label of the entry
     */
    Optional<Object> standard(OptionType option, Place at, String label) {
        Optional<Object> standard = option.standard();
        if (standard.isEmpty()) {
            String meaning = option.meaning().isEmpty() ? "" : " (" + option.meaning() + ")";
            String what = option.isPlain() ? "a value" : "'" + option.key() + "'";
            problems.report(at, "%s needs %s%s".formatted(label, what, meaning));
            return Optional.empty();
        }
        if (!option.isList()) {
            return Optional.of(standardValue(option, at, standard.get()));
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < Array.getLength(standard.get()); i++) {
            values.add(standardValue(option, at, Array.get(standard.get(), i)));
        }
        return Optional.of(array(option, values));
    }

    /** One value, where the option may take several. */
    Optional<Object> single(OptionType option, String called, Node node) {
        if (option.kind() == Option.Kind.DATA) {
            return data(called, node);
        }
        if (!(node instanceof Node.Scalar scalar)) {
            String expected = option.isList() ? "one value or a list of them" : "one value";
            problems.report(node.at(), called + ": expected " + expected);
            return Optional.empty();
        }
        return switch (parse(option, scalar)) {
            case Parsed.Good good -> Optional.of(good.value());
            case Parsed.Bad bad -> {
                problems.report(node.at(), called + ": " + bad.why());
                yield Optional.empty();
            }
        };
    }

    private Optional<Object> data(String called, Node node) {
        if (node instanceof Node.Mapping map) {
            return Optional.of(Data.json(map));
        }
        problems.report(node.at(), called + ": expected keys and values");
        return Optional.empty();
    }

    private Parsed parse(OptionType option, Node.Scalar scalar) {
        String text = scalar.text();
        return switch (option.kind()) {
            case TEXT, SECRET, DATA -> typed(option, scalar);
            case NAME -> NamedEntries.name(text);
            case DURATION -> DurationFormat.parse(text);
            case SIZE -> fitted(option, NumberFormat.size(text), text);
            case LIMIT -> fitted(option, NumberFormat.limit(text), text);
            case RATE -> NumberFormat.rate(text);
            case NETWORK -> AddressFormat.network(text);
            case ENDPOINT -> AddressFormat.endpoint(text);
            case PATH -> isPath(text) ? Parsed.good(absolute(text)) : Parsed.no("path", text);
            case FILE -> isPath(text) ? file(text) : Parsed.no("path", text);
            case TRANSPORT -> known("transport", names.transports(), text);
            case LISTENER -> known("listener", names.listeners(), text);
            case DOMAIN -> DomainFormat.pattern(text);
            case RETRY -> RetryFormat.parse(text);
        };
    }

    private static Parsed typed(OptionType option, Node.Scalar scalar) {
        Class<?> type = option.type();
        String text = scalar.text();
        if (type == String.class) {
            return Parsed.good(text);
        }
        if (type.isEnum()) {
            return constant(type, text);
        }
        if (!scalar.plain()) {
            return new Parsed.Bad(
                    "expected %s without quotes"
                            .formatted(type == boolean.class ? "true or false" : "a number"));
        }
        if (type == boolean.class) {
            boolean good = text.equals("true") || text.equals("false");
            return good
                    ? Parsed.good(Boolean.valueOf(text))
                    : new Parsed.Bad("expected true or false, not " + Parsed.quoted(text));
        }
        return type == double.class
                ? NumberFormat.fraction(text)
                : fitted(option, NumberFormat.whole(text), text);
    }

    private static Parsed constant(Class<?> type, String text) {
        List<String> words = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            String word = name.toLowerCase(Locale.ROOT).replace('_', '-');
            if (word.equals(text)) {
                return Parsed.good(name);
            }
            words.add(word);
        }
        String near = Suggestion.near(words, text);
        return new Parsed.Bad(
                "%s is none of %s%s"
                        .formatted(Parsed.quoted(text), String.join(", ", words), near));
    }

    /** A whole number in the type that the option has. */
    private static Parsed fitted(OptionType option, Parsed parsed, String text) {
        if (!(parsed instanceof Parsed.Good good) || option.type() != int.class) {
            return parsed;
        }
        long number = (long) good.value();
        return number == (int) number
                ? Parsed.good((int) number)
                : new Parsed.Bad(text + " is more than " + Integer.MAX_VALUE);
    }

    private static boolean isPath(String text) {
        return !text.isBlank() && text.indexOf('\0') < 0;
    }

    private Parsed file(String text) {
        Path path = home.resolve(text);
        if (!Files.exists(path)) {
            return new Parsed.Bad("there is no file " + path);
        }
        return Files.isRegularFile(path) && Files.isReadable(path)
                ? Parsed.good(path.toString())
                : new Parsed.Bad(path + " isn't a file that we can read");
    }

    private static Parsed known(String noun, Set<String> names, String text) {
        return names.contains(text)
                ? Parsed.good(text)
                : new Parsed.Bad(
                        "there is no %s %s%s"
                                .formatted(
                                        noun, Parsed.quoted(text), Suggestion.among(names, text)));
    }

    /** Defaults are in the component's form already, save that paths are relative to a home. */
    private Object standardValue(OptionType option, Place at, Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value.equals("")) {
            return value;
        }
        return switch (option.kind()) {
            case PATH -> absolute(value.toString());
            case FILE, TRANSPORT ->
                    single(option, option.key(), new Node.Scalar(at, value.toString(), true))
                            .orElse(value);
            default -> value;
        };
    }

    private String absolute(String path) {
        return home.resolve(path).toString();
    }

    /** Arrays of objects: Configuration Admin can tell whether two of those are equal. */
    private static Object array(OptionType option, List<Object> values) {
        Class<?> type = option.type().isEnum() ? String.class : boxed(option.type());
        return values.toArray((Object[]) Array.newInstance(type, values.size()));
    }

    private static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }
}
