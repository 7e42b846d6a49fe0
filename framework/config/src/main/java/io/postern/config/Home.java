// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The folder an installation lives in. */
record Home(Path directory) {
    /** The file we read, as it is named to people. */
    static final String FILE = "conf/postern.yaml";

    private static final int LARGEST = 1 << 20;

    /** The text of the file; empty when it can't be had, which is then a problem. */
    Optional<String> read(Problems problems) {
        try {
            Path file = resolve(FILE);
            if (Files.size(file) > LARGEST) {
                problems.report(Place.START, "the file is larger than 1 MiB");
                return Optional.empty();
            }
            return decode(Files.readAllBytes(file), problems);
        } catch (NoSuchFileException _) {
            problems.report(Place.START, "there is no such file in " + directory);
        } catch (IOException unreadable) {
            problems.report(Place.START, "the file can't be read: " + unreadable);
        }
        return Optional.empty();
    }

    /** A path of the file, which is relative to the home unless it is absolute. */
    Path resolve(String path) {
        return directory.resolve(path).normalize();
    }

    private static Optional<String> decode(byte[] bytes, Problems problems) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.length);
        boolean malformed = decoder.decode(ByteBuffer.wrap(bytes), text, true).isError();
        String decoded = text.flip().toString();
        if (malformed) {
            problems.report(end(decoded), "the text isn't UTF-8 from here");
            return Optional.empty();
        }
        return Optional.of(decoded);
    }

    private static Place end(String text) {
        int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
        return new Place(line, text.length() - text.lastIndexOf('\n'));
    }
}
