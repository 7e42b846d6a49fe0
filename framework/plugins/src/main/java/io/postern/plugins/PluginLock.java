// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import com.fasterxml.jackson.jr.ob.JSON;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The file {@code plugins.lock}: what outlives a restart beside {@code plugins/} itself. Replaced
 * as a whole at each change, so it is the old or the new one after a crash. One that can't be read
 * is begun anew, with what lies in the folder. Used by one thread.
 */
final class PluginLock {
    private static final Logger LOG = LoggerFactory.getLogger(PluginLock.class);
    private static final JSON WRITER = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

    private final Path file;
    private final boolean written;
    private final Map<String, LockEntry> entries = new TreeMap<>();

    private PluginLock(Path file, boolean written) {
        this.file = file;
        this.written = written;
    }

    /**
     * Reads it.
     *
     * @param written whether changes are written too
     */
    static PluginLock read(Path file, boolean written) {
        PluginLock lock = new PluginLock(file, written);
        try {
            Map<String, Object> fields = JSON.std.mapFrom(Files.readString(file));
            if (fields.get("plugins") instanceof List<?> all) {
                for (Object one : all) {
                    LockEntry entry = LockEntry.read(one instanceof Map<?, ?> map ? map : Map.of());
                    if (!entry.name().isEmpty() && entry.current().isThere()) {
                        lock.entries.put(entry.name(), entry);
                    }
                }
            }
        } catch (NoSuchFileException _) {
            LOG.debug("no {} yet", file);
        } catch (IOException broken) {
            LOG.warn("file={} can't be read, begun anew: {}", file, broken.getMessage());
        }
        return lock;
    }

    Optional<LockEntry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** In alphabetical order. */
    Collection<LockEntry> all() {
        return List.copyOf(entries.values());
    }

    /** Writes it down, durably. */
    void put(LockEntry entry) throws IOException {
        if (!entry.equals(entries.put(entry.name(), entry))) {
            write();
        }
    }

    /** Forgets it. */
    void remove(String name) throws IOException {
        if (entries.remove(name) != null) {
            write();
        }
    }

    /** Deletes copies that nothing here needs. */
    void tidy(PrivateCopies copies) throws IOException {
        if (written) {
            copies.keepOnly(
                    entries.values().stream()
                            .flatMap(entry -> entry.copies().stream())
                            .collect(Collectors.toSet()));
        }
    }

    private void write() throws IOException {
        if (!written) {
            return;
        }
        String text =
                WRITER.asString(
                        Map.of(
                                "plugins",
                                entries.values().stream().map(LockEntry::fields).toList()));
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer octets = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
            while (octets.hasRemaining()) {
                channel.write(octets);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
