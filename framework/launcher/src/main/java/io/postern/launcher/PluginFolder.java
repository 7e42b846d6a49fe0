// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Looks for files in {@code plugins/} that will never be a plugin, which the installer passes over
 * without a word, and says so once for each. Used by one thread.
 */
final class PluginFolder {
    private static final Logger LOG = LoggerFactory.getLogger(PluginFolder.class);

    /** A file that is still being copied is judged later. */
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    private final Path folder;
    private final InstantSource clock;
    private final Map<Path, Instant> judged = new HashMap<>();

    PluginFolder(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** Looks from now on, every few seconds, on a daemon thread; for as long as it can be read. */
    void watch() {
        ScheduledExecutorService looks =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("plugins").factory());
        ScheduledFuture<?> _ =
                looks.scheduleWithFixedDelay(
                        () -> look(looks), 0, LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look(ScheduledExecutorService looks) {
        try {
            look();
        } catch (IOException gone) {
            LOG.warn("plugins={} can't be read: {}", folder, gone.toString());
            looks.shutdown();
        }
    }

    /** Looks once. */
    void look() throws IOException {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder, PluginFolder::isMeant)) {
            for (Path file : files) {
                Instant changed = Files.getLastModifiedTime(file).toInstant();
                boolean settled = !changed.isAfter(clock.instant().minus(SETTLED));
                if (settled && !changed.equals(judged.put(file, changed))) {
                    fault(file).ifPresent(fault -> warn(file, fault));
                }
            }
        }
    }

    /** What is no plugin on purpose: folders, hidden files, a README. */
    private static boolean isMeant(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        return Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()
                && !name.startsWith(".")
                && !name.startsWith("README");
    }

    private static Optional<String> fault(Path file) {
        if (!file.toString().endsWith(".jar")) {
            return Optional.of("its name doesn't end in .jar");
        }
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            Attributes.Name name = new Attributes.Name("Bundle-SymbolicName");
            return manifest == null || !manifest.getMainAttributes().containsKey(name)
                    ? Optional.of("it is no OSGi bundle: no Bundle-SymbolicName in its manifest")
                    : Optional.empty();
        } catch (IOException broken) {
            return Optional.of("it is no jar: " + broken.getMessage());
        }
    }

    private void warn(Path file, String fault) {
        LOG.warn("plugin={} ignored: {}", folder.relativize(file), fault);
    }
}
