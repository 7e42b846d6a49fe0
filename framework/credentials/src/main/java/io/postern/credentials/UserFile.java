// SPDX-License-Identifier: Apache-2.0
package io.postern.credentials;

import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.config.WatchedFile.Problem;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.util.List;
import java.util.Optional;

/**
 * A file of users: a YAML map whose keys are mailboxes and whose values are maps or nothing. Which
 * fields the maps may have is for others to know.
 *
 * @param root where the map stands
 * @param isBraces whether it is written in braces, as {@code {}} is
 * @param users in the order of the file, each once
 */
public record UserFile(UserEntry.Span root, boolean isBraces, List<UserEntry> users) {
    /** A million users and their passwords; the library's own limit is 3 MiB. */
    private static final int LARGEST = 256 * 1024 * 1024;

    public UserFile {
        users = List.copyOf(users);
    }

    /** Reads the text of one; the first problem ends it. */
    public static Parsed<UserFile> parse(String text) {
        LoadSettings settings =
                LoadSettings.builder().setLabel("users").setCodePointLimit(LARGEST).build();
        try {
            UserReader reader =
                    new UserReader(text, new Parse(settings).parseString(text).iterator());
            return new Parsed.Good<>(reader.read());
        } catch (MarkedYamlEngineException broken) {
            return bad(broken.getProblemMark(), String.valueOf(broken.getProblem()));
        } catch (YamlEngineException broken) {
            return bad(Optional.empty(), String.valueOf(broken.getMessage()));
        }
    }

    /** Whether it may be a key: {@code alice@example.org}, or {@code alice} for every domain. */
    public static boolean isMailbox(String text) {
        int at = text.indexOf('@');
        return !text.isEmpty()
                && at == text.lastIndexOf('@')
                && at != 0
                && at != text.length() - 1
                && text.codePoints()
                        .noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
    }

    private static Parsed<UserFile> bad(Optional<Mark> mark, String problem) {
        String line = problem.replaceAll("\\p{Cntrl}+", " ");
        return new Parsed.Bad<>(
                List.of(
                        mark.map(m -> new Problem(m.getLine() + 1, m.getColumn() + 1, line))
                                .orElse(Problem.of(line))));
    }
}
