// SPDX-License-Identifier: Apache-2.0
import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Formats all Java below the named folders, or with --check says which files would change. */
final class Format {
    public static void main(String[] args) throws Exception {
        boolean fix = args[0].equals("--fix");
        Formatter formatter =
                new Formatter(
                        JavaFormatterOptions.builder()
                                .style(JavaFormatterOptions.Style.AOSP)
                                .build());
        List<Path> unformatted = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            for (Path file : javaFiles(Path.of(args[i]))) {
                String before = Files.readString(file);
                String after =
                        formatter.formatSourceAndFixImports(
                                RemoveUnusedImports.removeUnusedImports(before));
                if (!after.equals(before)) {
                    unformatted.add(file);
                    if (fix) {
                        Files.writeString(file, after);
                    }
                }
            }
        }
        for (Path file : unformatted) {
            System.err.println((fix ? "formatted " : "not formatted: ") + file);
        }
        if (!fix && !unformatted.isEmpty()) {
            System.err.println("to format them: mvn -N -Dformat validate");
            System.exit(1);
        }
    }

    private static List<Path> javaFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    // Velocity's, and Java only when a plugin has been made of them.
                    .filter(file -> !file.toString().contains("/archetype-resources/"))
                    .sorted()
                    .toList();
        }
    }
}
