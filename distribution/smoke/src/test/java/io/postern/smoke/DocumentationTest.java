// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The manual says what the code says: a hook, an option or a plugin that it leaves out is a
 * failure.
 */
class DocumentationTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path DOCS = ROOT.resolve("distribution/docs");
    private static final Pattern OPTIONS =
            Pattern.compile("@interface Options \\{(.*?)\\n    }", Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile("\\s(\\w+)\\(\\)( default [^;]*)?;");

    @Test
    void everyHookHasItsSection() throws IOException {
        String manual = Files.readString(DOCS.resolve("HOOKS.md"));
        Set<String> hooks =
                sources(ROOT.resolve("framework/api"))
                        .filter(source -> read(source).contains("@ConsumerType\n"))
                        .map(source -> source.getFileName().toString().replace(".java", ""))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(hooks)
                .hasSizeGreaterThan(9)
                .allSatisfy(hook -> assertThat(manual).contains("### " + hook + "\n"));
    }

    @Test
    void everyOptionIsInTheManual() throws IOException {
        String manual = Files.readString(DOCS.resolve("CONFIGURATION.md"));
        List<String> keys =
                Stream.concat(sources(ROOT.resolve("framework")), sources(ROOT.resolve("plugins")))
                        .flatMap(source -> keys(read(source)))
                        .toList();
        assertThat(keys)
                .hasSizeGreaterThan(40)
                .allSatisfy(key -> assertThat(manual).contains("`" + key + "`"));
    }

    @Test
    void everyPluginHasAReadmeThatNamesItsOptions() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT.resolve("plugins"))) {
            assertThat(folders.toList())
                    .hasSizeGreaterThan(7)
                    .allSatisfy(
                            plugin -> {
                                String readme = Files.readString(plugin.resolve("README.md"));
                                assertThat(sources(plugin).flatMap(source -> keys(read(source))))
                                        .filteredOn(key -> !key.equals("value"))
                                        .allSatisfy(key -> assertThat(readme).contains("`" + key));
                            });
        }
    }

    @Test
    void readmeNamesEveryModuleAndPlugin() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        for (String parent : List.of("framework", "plugins")) {
            try (Stream<Path> modules = Files.list(ROOT.resolve(parent))) {
                assertThat(modules.map(module -> module.getFileName().toString()))
                        .allSatisfy(name -> assertThat(readme).contains(name));
            }
        }
    }

    @Test
    void linksBetweenDocumentsLeadSomewhere() throws IOException {
        Pattern link = Pattern.compile("]\\(([^)#:]+)\\)");
        try (Stream<Path> files = Files.walk(ROOT)) {
            List<Path> documents =
                    files.filter(file -> file.toString().endsWith(".md"))
                            .filter(file -> !file.toString().contains("/target/"))
                            .toList();
            for (Path document : documents) {
                Matcher found = link.matcher(Files.readString(document));
                while (found.find()) {
                    assertThat(document.resolveSibling(found.group(1))).exists();
                }
            }
        }
    }

    private static Stream<Path> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("src/main"))
                    .toList()
                    .stream();
        }
    }

    private static Stream<String> keys(String source) {
        Matcher options = OPTIONS.matcher(source);
        return options.find()
                ? OPTION.matcher(options.group(1)).results().map(option -> key(option.group(1)))
                : Stream.empty();
    }

    private static String key(String method) {
        return method.replaceFirst("^_", "").replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
