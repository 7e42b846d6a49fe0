// SPDX-License-Identifier: Apache-2.0
package io.postern.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What others compile against, a line for each thing: {@code type | declaration}; beside it {@code
 * package | @Version 1.2.0} of each exported package, and {@code type | @ConsumerType} of what
 * others implement.
 */
public final class ApiSurface {
    private static final Pattern EXPORT = Pattern.compile("([\\w.]+);version=\"([\\d.]+)\"");
    private static final String CONSUMER_TYPE = "Lorg/osgi/annotation/versioning/ConsumerType;";

    private ApiSurface() {}

    /** Of the classes and the manifest in a folder, which are on the class path too; sorted. */
    public static List<String> of(Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            Stream<String> types =
                    files.map(file -> classes.relativize(file).toString())
                            .filter(name -> name.endsWith(".class"))
                            .filter(name -> !name.contains("package-info"))
                            .flatMap(name -> type(classes, name));
            return Stream.concat(types, versions(classes)).sorted().toList();
        }
    }

    private static Stream<String> type(Path classes, String file) {
        Class<?> type = load(file.replace(".class", "").replace('/', '.'));
        if (!Modifier.isPublic(type.getModifiers())) {
            return Stream.empty();
        }
        Stream<String> consumer =
                isConsumerType(classes.resolve(file)) ? Stream.of("@ConsumerType") : Stream.empty();
        return Stream.concat(declarations(type), consumer)
                .map(line -> type.getName() + " | " + line);
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ApiSurface.class.getClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new AssertionError(name, missing);
        }
    }

    /** The annotation isn't kept at run time; its name stands in the constants of the class. */
    private static boolean isConsumerType(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .contains(CONSUMER_TYPE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> declarations(Class<?> type) {
        Stream<String> self = Stream.of(type.toGenericString());
        Stream<String> constructors =
                Arrays.stream(type.getDeclaredConstructors())
                        .filter(constructor -> Modifier.isPublic(constructor.getModifiers()))
                        .map(Constructor::toGenericString);
        Stream<String> methods =
                Arrays.stream(type.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .filter(method -> !method.isSynthetic())
                        .map(Method::toGenericString);
        Stream<String> fields =
                Arrays.stream(type.getDeclaredFields())
                        .filter(field -> Modifier.isPublic(field.getModifiers()))
                        .map(Field::toGenericString);
        return Stream.of(self, constructors, methods, fields).flatMap(lines -> lines);
    }

    private static Stream<String> versions(Path classes) throws IOException {
        try (InputStream in = Files.newInputStream(classes.resolve("META-INF/MANIFEST.MF"))) {
            String exports = new Manifest(in).getMainAttributes().getValue("Export-Package");
            return EXPORT
                    .matcher(exports.replaceAll("uses:=\"[^\"]*\";?", ""))
                    .results()
                    .map(export -> export.group(1) + " | @Version " + export.group(2))
                    .toList()
                    .stream();
        }
    }
}
