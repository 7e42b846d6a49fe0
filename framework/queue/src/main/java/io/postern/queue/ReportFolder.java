// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.config.WatchedFile.Problem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder of {@code queue: bounce-templates:}, a file {@code KIND.LANGUAGE.txt} for each text,
 * read again when one has changed: who asks looks, at most once a second, and takes the files when
 * two looks have found them the same. Where any of them is broken none is taken and those read
 * before stay. Safe for many threads, which wait for the one that reads.
 */
final class ReportFolder implements Supplier<ReportTemplates> {
    private static final Logger LOG = LoggerFactory.getLogger(ReportFolder.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Pattern NAME =
            Pattern.compile("([a-z-]+)\\.([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)\\.txt");

    private final Path folder;
    private final InstantSource clock;
    private ReportTemplates templates;
    private Instant looked;
    private SortedMap<String, String> read;
    private SortedMap<String, String> seen;

    /**
     * Reads it for the first time.
     *
     * @throws IllegalArgumentException where a file is broken; the message has a line for each
     *     problem, {@code /etc/reports/failed.de.txt:3:7: there is no ${hots}}
     */
    ReportFolder(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
        this.looked = clock.instant();
        try {
            this.read = stamps();
            this.seen = read;
            this.templates = readAll(read);
        } catch (IOException failed) {
            throw new IllegalArgumentException(folder + ": can't be read: " + failed, failed);
        }
    }

    @Override
    public synchronized ReportTemplates get() {
        Instant now = clock.instant();
        if (Duration.between(looked, now).abs().compareTo(PAUSE) >= 0) {
            looked = now;
            look();
        }
        return templates;
    }

    private void look() {
        try {
            SortedMap<String, String> now = stamps();
            boolean settled = now.equals(seen);
            seen = now;
            if (settled && !now.equals(read)) {
                read = now;
                templates = readAll(now);
                LOG.info("reports={} files={}", folder, now.size());
            }
        } catch (IOException failed) {
            LOG.error("reports={} can't be read; what was read before stays", folder, failed);
        } catch (IllegalArgumentException broken) {
            String.valueOf(broken.getMessage())
                    .lines()
                    .forEach(line -> LOG.error("reports refused: {}; the old ones stay", line));
        }
    }

    /** What tells a changed file, by name. */
    private SortedMap<String, String> stamps() throws IOException {
        SortedMap<String, String> stamps = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.txt")) {
            for (Path file : files) {
                BasicFileAttributes state = Files.readAttributes(file, BasicFileAttributes.class);
                stamps.put(
                        String.valueOf(file.getFileName()),
                        state.lastModifiedTime() + " " + state.size() + " " + state.fileKey());
            }
        }
        return stamps;
    }

    private ReportTemplates readAll(Map<String, String> names) throws IOException {
        Map<ReportKind, Map<String, ReportTemplate>> own = new EnumMap<>(ReportKind.class);
        List<String> problems = new ArrayList<>();
        for (String name : names.keySet()) {
            Path file = folder.resolve(name);
            Matcher matcher = NAME.matcher(name);
            Optional<ReportKind> kind =
                    matcher.matches() ? ReportKind.of(matcher.group(1)) : Optional.empty();
            if (kind.isEmpty()) {
                problems.add(file + ": name it KIND.LANGUAGE.txt; kinds are " + ReportKind.words());
                continue;
            }
            switch (parsed(kind.get(), file)) {
                case Parsed.Good<ReportTemplate>(ReportTemplate good) ->
                        own.computeIfAbsent(kind.get(), _ -> new HashMap<>())
                                .put(matcher.group(2), good);
                case Parsed.Bad<ReportTemplate>(List<Problem> bad) ->
                        bad.forEach(problem -> problems.add(problem.in(file)));
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return ReportTemplates.with(own);
    }

    private static Parsed<ReportTemplate> parsed(ReportKind kind, Path file) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap(Files.readAllBytes(file));
        CharBuffer text = CharBuffer.allocate(octets.remaining());
        boolean broken = StandardCharsets.UTF_8.newDecoder().decode(octets, text, true).isError();
        String read = text.flip().toString();
        if (!broken) {
            return ReportTemplate.read(kind, read);
        }
        int line = (int) read.chars().filter(c -> c == '\n').count() + 1;
        int column = read.length() - read.lastIndexOf('\n');
        return new Parsed.Bad<>(List.of(new Problem(line, column, "this isn't UTF-8")));
    }
}
