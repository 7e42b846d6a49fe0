// SPDX-License-Identifier: Apache-2.0
package io.postern.tlsrpt;

import com.fasterxml.jackson.jr.ob.JSON;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What was counted, on disk: {@code DATE.json}, an object with the {@code policies} of each domain.
 * It is replaced in one step and not synced: after a power cut a minute's counts more may be lost.
 */
final class DayFiles {
    private static final Logger LOG = LoggerFactory.getLogger(DayFiles.class);
    private static final String END = ".json";

    private final Path folder;

    DayFiles(Path folder) {
        this.folder = folder;
    }

    /** The days there are, the oldest first. */
    List<LocalDate> days() {
        List<LocalDate> days = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return days;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(END)) {
                    days.add(LocalDate.parse(name.substring(0, name.length() - END.length())));
                }
            }
        } catch (IOException | DateTimeParseException trouble) {
            LOG.warn("tls-reports folder={} can't be read: {}", folder, trouble.toString());
        }
        days.sort(LocalDate::compareTo);
        return days;
    }

    /** What was counted then; nothing where there is no file, or none that can be read. */
    Map<String, Object> read(LocalDate day) {
        Path file = file(day);
        try {
            return Files.exists(file)
                    ? new LinkedHashMap<>(JSON.std.mapFrom(Files.readString(file)))
                    : new LinkedHashMap<>();
        } catch (IOException trouble) {
            LOG.warn("tls-reports file={} can't be read: {}", file, trouble.toString());
            return new LinkedHashMap<>();
        }
    }

    void write(LocalDate day, Map<String, Object> reports) {
        Path fresh = folder.resolve(day + ".new");
        try {
            Files.createDirectories(folder);
            Files.writeString(fresh, JSON.std.asString(reports));
            Files.move(fresh, file(day), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException trouble) {
            LOG.warn("tls-reports file={} can't be written: {}", file(day), trouble.toString());
        }
    }

    void remove(LocalDate day) {
        try {
            Files.deleteIfExists(file(day));
        } catch (IOException trouble) {
            LOG.warn("tls-reports file={} can't be removed: {}", file(day), trouble.toString());
        }
    }

    private Path file(LocalDate day) {
        return folder.resolve(day + END);
    }
}
