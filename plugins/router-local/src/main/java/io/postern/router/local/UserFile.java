// SPDX-License-Identifier: Apache-2.0
package io.postern.router.local;

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
 * The users as the file has them. Looks at most once a second whether the file has changed; where
 * the new content is broken, or the file gone, the users read before stay. All state is guarded by
 * this object.
 */
final class UserFile {
    private static final Logger log = LoggerFactory.getLogger(UserFile.class);

    /** Between two looks; and a file changed since less than that may still be being written. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Path file;
    private final InstantSource clock;
    private Instant looked;
    private @Nullable Users users;
    private String stamp = "";
    private String trouble = "";

    UserFile(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
        this.looked = clock.instant();
        look(Instant.MAX);
    }

    /** Empty where there never was a good list. */
    synchronized Optional<Users> current() {
        Instant now = clock.instant();
        if (Duration.between(looked, now).abs().compareTo(PAUSE) >= 0) {
            looked = now;
            look(now);
        }
        return Optional.ofNullable(users);
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
                take(UserParser.parse(text));
            }
        } catch (IOException unreadable) {
            warn(": can't be read: " + unreadable);
        }
    }

    private void take(UserParser.Result result) {
        switch (result) {
            case UserParser.Result.Good(Users good) -> {
                users = good;
                trouble = "";
                log.info("users file={} entries={}", file, good.size());
            }
            case UserParser.Result.Bad(String problem) -> warn(":" + problem);
        }
    }

    /** Each trouble is said once, not every second. */
    private void warn(String what) {
        if (!what.equals(trouble)) {
            trouble = what;
            log.warn(
                    "users {}{}; {}", file, what, users == null ? "all wait" : "the old ones stay");
        }
    }
}
