// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The scripts that {@code postern script test} is about: those named, or all of a folder that have
 * tests.
 *
 * @param folder absolute
 * @param named scripts or tests; none for all of the folder
 */
record TestFiles(Path folder, List<Path> named) {
    private static final String TEST = ".test.js";
    private static final int DEPTH = 10;

    TestFiles {
        named = List.copyOf(named);
    }

    /** In the order of their names; at least one. */
    List<Path> scripts() throws IOException {
        if (!named.isEmpty()) {
            return named.stream().map(TestFiles::requireTested).distinct().toList();
        }
        List<Path> found =
                files().keySet().stream()
                        .filter(TestFiles::isTest)
                        .map(TestFiles::scriptOf)
                        .toList();
        if (found.isEmpty()) {
            throw new CommandException(Exit.USAGE, "no tests, *" + TEST + ", in " + folder);
        }
        return found;
    }

    /** What would show a change: the scripts around, and when they were written. */
    Map<Path, FileTime> files() throws IOException {
        Map<Path, FileTime> times = new TreeMap<>();
        List<Path> folders =
                named.isEmpty()
                        ? List.of(folder)
                        : named.stream().map(TestFiles::folderOf).distinct().toList();
        for (Path place : folders) {
            if (!Files.isDirectory(place)) {
                throw new CommandException(Exit.USAGE, place + " is no folder");
            }
            try (Stream<Path> walk = Files.walk(place, DEPTH)) {
                for (Path file : walk.filter(TestFiles::isScript).toList()) {
                    times.put(file, Files.getLastModifiedTime(file));
                }
            }
        }
        return times;
    }

    private static Path folderOf(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    private static Path requireTested(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path script = isTest(absolute) ? scriptOf(absolute) : absolute;
        String name = script.getFileName().toString().replaceFirst("\\.m?js$", "") + TEST;
        if (!Files.isRegularFile(script.resolveSibling(name))) {
            throw new CommandException(Exit.USAGE, "no tests: " + script.resolveSibling(name));
        }
        return script;
    }

    private static Path scriptOf(Path test) {
        String name = test.getFileName().toString();
        String base = name.substring(0, name.length() - TEST.length());
        Path module = test.resolveSibling(base + ".mjs");
        return Files.exists(module) ? module : test.resolveSibling(base + ".js");
    }

    private static boolean isTest(Path file) {
        return file.toString().endsWith(TEST);
    }

    private static boolean isScript(Path file) {
        return file.toString().endsWith(".js") || file.toString().endsWith(".mjs");
    }
}
