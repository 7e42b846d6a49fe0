// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import ch.qos.logback.classic.Level;

import org.osgi.framework.BundleException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks a home's configuration: starts the bundles, beside a server that may be running, with a
 * cache of its own, and leaves {@code data} alone.
 */
final class Check {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Home home;

    Check(Home home) {
        this.home = home;
    }

    /** What is wrong, one line each; empty where nothing is. */
    List<String> errors() throws IOException, InterruptedException {
        Path cache = Files.createTempDirectory("postern-check");
        try {
            return errors(cache);
        } catch (BundleException broken) {
            throw new CommandException(Exit.NO, "OSGi: " + broken.getMessage());
        } finally {
            delete(cache);
        }
    }

    private List<String> errors(Path cache)
            throws IOException, InterruptedException, BundleException {
        Logs.toStderr(Level.ERROR, false);
        Platform platform = Platform.install(Distribution.current(), home, cache);
        try {
            platform.start();
            return platform.command("check");
        } finally {
            platform.stop(STOP_LIMIT);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
