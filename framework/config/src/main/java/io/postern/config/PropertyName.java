// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of the component property that belongs to a method of a component property type
 * (Declarative Services 1.5, section 112.8.2.1).
 */
final class PropertyName {
    private static final Pattern MANGLED = Pattern.compile("\\$_\\$|\\$\\$|\\$|__|_");

    private PropertyName() {}

    static String of(Method method) {
        Class<?> type = method.getDeclaringClass();
        String name =
                method.getName().equals("value") && isSingleElement(type)
                        ? dotted(type.getSimpleName())
                        : MANGLED.matcher(method.getName())
                                .replaceAll(found -> unmangled(found.group()));
        return prefix(type) + name;
    }

    private static String unmangled(String mangled) {
        return switch (mangled) {
            case "$_$" -> "-";
            case "$$" -> "\\$";
            case "__" -> "_";
            case "_" -> ".";
            default -> "";
        };
    }

    /**
     * Whether {@code value()} is all that must be given, so that Java lets its name be left out.
     */
    private static boolean isSingleElement(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .allMatch(
                        method ->
                                method.getName().equals("value")
                                        || method.getDefaultValue() != null);
    }

    private static String dotted(String typeName) {
        return typeName.replaceAll("([a-z0-9])([A-Z])", "$1.$2").toLowerCase(Locale.ROOT);
    }

    private static String prefix(Class<?> type) {
        try {
            Field field = type.getDeclaredField("PREFIX_");
            field.setAccessible(true);
            return String.valueOf(field.get(null));
        } catch (NoSuchFieldException _) {
            return "";
        } catch (IllegalAccessException closed) {
            throw new IllegalArgumentException(type + ": PREFIX_ can't be read", closed);
        }
    }
}
