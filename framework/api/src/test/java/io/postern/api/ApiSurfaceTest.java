// SPDX-License-Identifier: Apache-2.0
package io.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every change of what plugins compile against is a visible line in review. To accept one: copy
 * {@code target/api-surface.txt} over the resource, and raise the version of the package as OSGi's
 * rules say.
 */
class ApiSurfaceTest {
    private static final Path CLASSES = Path.of("target/classes");

    @Test
    void exportedApiIsTheOneOnRecord() throws Exception {
        List<String> surface = surface();
        Files.write(Path.of("target/api-surface.txt"), surface);
        assertThat(surface)
                .isEqualTo(Files.readAllLines(Path.of("src/test/resources/api-surface.txt")));
    }

    private static List<String> surface() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.map(file -> CLASSES.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("package-info"))
                    .map(name -> name.replace(".class", "").replace('/', '.'))
                    .map(ApiSurfaceTest::load)
                    .filter(type -> Modifier.isPublic(type.getModifiers()))
                    .flatMap(ApiSurfaceTest::lines)
                    .sorted()
                    .toList();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ApiSurfaceTest.class.getClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new AssertionError(name, missing);
        }
    }

    private static Stream<String> lines(Class<?> type) {
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
        return Stream.of(self, constructors, methods, fields)
                .flatMap(lines -> lines)
                .map(line -> type.getName() + " | " + line);
    }
}
