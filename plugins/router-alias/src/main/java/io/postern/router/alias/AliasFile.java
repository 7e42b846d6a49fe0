// SPDX-License-Identifier: Apache-2.0
package io.postern.router.alias;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The list as the file has it. Looks at most once a second whether the file has changed; where the
 * new content is broken, or the file gone, the list read before stays. All state is guarded by this
 * object.
 */
final class AliasFile {
    private static final Logger log = LoggerFactory.getLogger(AliasFile.class);

    /** Between two looks; and a file changed since less than that may still be being written. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Path file;
    private final InstantSource clock;
    private Instant looked;
    private @Nullable Aliases aliases;
    private String stamp = "";
    private String trouble = "";

    AliasFile(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        this.looked = clock.instant();
        look(Instant.MAX);
    }

    /** Empty where there never was a good one. */
    synchronized Optional<Aliases> current() {
        Instant now = clock.instant();
        if (Duration.between(looked, now).abs().compareTo(PAUSE) >= 0) {
            looked = now;
            look(now);
        }
        return Optional.ofNullable(aliases);
    }

    private void look(Instant now) {
        try {
            BasicFileAttributes state = Files.readAttributes(file, BasicFileAttributes.class);
            Instant changed = state.lastModifiedTime().toInstant();
            String found = changed + " " + state.size() + " " + state.fileKey();
            boolean settling = !changed.isAfter(now) && changed.plus(PAUSE).isAfter(now);
            if (!found.equals(stamp) && !settling) {
                String text = Files.readString(file);
                stamp = found;
                take(AliasParser.parse(text));
            }
        } catch (IOException unreadable) {
            warn(file + ": can't be read: " + unreadable);
        }
    }

    private void take(AliasParser.Parsed parsed) {
        if (!parsed.problems().isEmpty()) {
            parsed.problems().forEach(problem -> warn(file + ":" + problem));
            return;
        }
        aliases = parsed.aliases();
        trouble = "";
        log.info("aliases file={} entries={}", file, parsed.aliases().entries().size());
    }

    /** Each trouble is said once, not every second. */
    private void warn(String what) {
        if (!what.equals(trouble)) {
            trouble = what;
            log.warn("aliases {}; {}", what, aliases == null ? "all wait" : "the old list stays");
        }
    }
}
