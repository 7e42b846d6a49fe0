// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import io.postern.api.config.Option;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** An option that a component takes: a method of the annotation interface that declares it. */
record OptionType(Method method) {
    private static final Set<Class<?>> TYPES =
            Set.of(String.class, boolean.class, int.class, long.class, double.class);

    OptionType {
        Class<?> type = elementType(method);
        if (!TYPES.contains(type) && !type.isEnum()) {
            throw new IllegalArgumentException(
                    "%s: an option can't be a %s".formatted(method, type.getName()));
        }
    }

    /**
     * The options of an annotation interface, by key.
     *
     * @throws IllegalArgumentException if one has a type that the file can't express
     */
    static List<OptionType> of(Class<?> declaration) {
        return Arrays.stream(declaration.getDeclaredMethods())
                .filter(method -> !method.isSynthetic() && method.getParameterCount() == 0)
                .map(OptionType::new)
                .sorted(Comparator.comparing(OptionType::key))
                .toList();
    }

    /** Whether it is what a plain value is for, where keys could stand. */
    boolean isPlain() {
        return key().equals("value");
    }

    /** Its key in the file: {@code connect-timeout} for {@code connectTimeout()}. */
    String key() {
        return method.getName()
                .replaceFirst("^_", "") // a private property, see PropertyName
                .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .replace('_', '-')
                .toLowerCase(Locale.ROOT);
    }

    /** Its name in the configuration. */
    String property() {
        return PropertyName.of(method);
    }

    /** The type of the value, or of each of several. */
    Class<?> type() {
        return elementType(method);
    }

    boolean isList() {
        return method.getReturnType().isArray();
    }

    /** What it has when the file says nothing; empty when the file must say it. */
    Optional<Object> standard() {
        return Optional.ofNullable(method.getDefaultValue());
    }

    Option.Kind kind() {
        Option option = method.getAnnotation(Option.class);
        return option == null ? Option.Kind.TEXT : option.kind();
    }

    /** The clause that explains it; may be empty. */
    String meaning() {
        Option option = method.getAnnotation(Option.class);
        return option == null ? "" : option.value();
    }

    /** The keys of a map that may stand where one value could; none where none may. */
    List<OptionType> entry() {
        Option option = method.getAnnotation(Option.class);
        return option == null || option.entry() == void.class ? List.of() : of(option.entry());
    }

    /** The other option, {@code section.key}, without which only the default is allowed. */
    Optional<String> needs() {
        Option option = method.getAnnotation(Option.class);
        return option == null || option.needs().isEmpty()
                ? Optional.empty()
                : Optional.of(option.needs());
    }

    /** Whether a value of the configuration is the default. */
    boolean isStandard(Object value) {
        return standard()
                .map(standard -> standard instanceof Enum<?> constant ? constant.name() : standard)
                .filter(standard -> Objects.deepEquals(standard, value))
                .isPresent();
    }

    private static Class<?> elementType(Method method) {
        Class<?> type = method.getReturnType();
        return type.isArray() ? type.getComponentType() : type;
    }
}
