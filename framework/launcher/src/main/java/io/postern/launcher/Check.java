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
import java.util.Map;
import java.util.stream.Stream;

/**
 * Checks a home's configuration: starts the bundles, beside a server that may be running, with a
 * cache of its own, then what the configuration has that neither binds nor writes, and asks that
 * who may send where. Leaves {@code data} alone.
 */
final class Check {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Home home;

    Check(Home home) {
        this.home = home;
    }

    /** Blocks for some seconds. */
    Findings findings() throws IOException, InterruptedException {
        Path cache = Files.createTempDirectory("postern-check");
        try {
            return findings(cache);
        } catch (BundleException broken) {
            throw new CommandException(Exit.NO, "OSGi: " + broken.getMessage());
        } finally {
            delete(cache);
        }
    }

    private Findings findings(Path cache)
            throws IOException, InterruptedException, BundleException {
        Logs logs = Logs.toStderr(Level.ERROR, false);
        // What doesn't start is told by its place in the file.
        logs.mute("org.apache.felix.scr");
        logs.sayOnce();
        Distribution distribution = Distribution.current();
        Platform platform =
                Platform.install(
                        distribution, PlatformProperties.of(distribution, home, cache, true));
        try {
            platform.start();
            List<String> errors = platform.command("rehearse");
            return new Findings(errors, errors.isEmpty() ? platform.relayProof() : List.of());
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

    /**
     * What came of it.
     *
     * @param errors what is wrong, one line each; empty where nothing is
     * @param relay who may send where, as {@code RelayProof} of the server has it; empty where
     *     something is wrong
     */
    record Findings(List<String> errors, List<Map<String, String>> relay) {
        Findings {
            errors = List.copyOf(errors);
            relay = List.copyOf(relay);
        }
    }
}
