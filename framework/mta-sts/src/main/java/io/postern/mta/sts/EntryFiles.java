// SPDX-License-Identifier: Apache-2.0
package io.postern.mta.sts;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Policies on disk, a file for each domain: three lines of ours, then the policy. A file that is
 * lost or broken costs a fetch, so nothing is synced and trouble is only logged. Used under the
 * cache's lock.
 */
final class EntryFiles {
    private static final Logger LOG = LoggerFactory.getLogger(EntryFiles.class);
    private static final String FRESH = ".new";
    private static final Pattern FORM =
            Pattern.compile("id: (\\w+)\\nfetched: (\\S+)\\nused: (\\S+)\\n(.*)", Pattern.DOTALL);

    private final Path folder;

    EntryFiles(Path folder) {
        this.folder = folder;
    }

    /** All that can be read. Changes nothing: another process may have this home. */
    List<Entry> read() {
        List<Entry> entries = new ArrayList<>();
        try {
            for (Path file : files()) {
                read(file).ifPresent(entries::add);
            }
        } catch (IOException trouble) {
            LOG.warn("mta-sts folder={} can't be read: {}", folder, trouble.toString());
        }
        return entries;
    }

    /** Removes all files but those of such domains. */
    void retain(Set<String> domains) {
        try {
            for (Path file : files()) {
                if (!domains.contains(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException trouble) {
            LOG.warn("mta-sts folder={} can't be tidied: {}", folder, trouble.toString());
        }
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static Optional<Entry> read(Path file) throws IOException {
        String domain = file.getFileName().toString();
        Matcher form = FORM.matcher(Files.readString(file));
        if (domain.endsWith(FRESH) || !form.matches()) {
            return Optional.empty();
        }
        try {
            Instant fetched = Instant.parse(form.group(2));
            Instant used = Instant.parse(form.group(3));
            return PolicyParser.parse(form.group(4)) instanceof PolicyParser.Result.Read read
                    ? Optional.of(new Entry(domain, form.group(1), read.policy(), fetched, used))
                    : Optional.empty();
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    void write(Entry entry) {
        Path fresh = folder.resolve(entry.domain() + FRESH);
        try {
            Files.createDirectories(folder);
            Files.writeString(fresh, text(entry));
            Files.move(fresh, folder.resolve(entry.domain()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException trouble) {
            LOG.warn("mta-sts domain={} can't be kept: {}", entry.domain(), trouble.toString());
        }
    }

    void remove(String domain) {
        try {
            Files.deleteIfExists(folder.resolve(domain));
        } catch (IOException trouble) {
            LOG.warn("mta-sts domain={} can't be removed: {}", domain, trouble.toString());
        }
    }

    private static String text(Entry entry) {
        StringBuilder text = new StringBuilder();
        text.append("id: ").append(entry.id());
        text.append("\nfetched: ").append(entry.fetched());
        text.append("\nused: ").append(entry.used());
        text.append('\n');
        entry.policy().lines().forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
