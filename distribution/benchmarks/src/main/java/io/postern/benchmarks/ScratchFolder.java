// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder on the disk that is measured: below the system property {@code postern.folder}, or else
 * below the module's {@code target}. Gone when it is closed.
 */
record ScratchFolder(Path path) implements AutoCloseable {
    static ScratchFolder create() throws IOException {
        Path parent =
                Files.createDirectories(Path.of(System.getProperty("postern.folder", "target")));
        return new ScratchFolder(Files.createTempDirectory(parent, "benchmark-"));
    }

    @Override
    public void close() throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(path)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
