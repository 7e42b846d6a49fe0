// SPDX-License-Identifier: Apache-2.0
package io.postern.router.forward;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;

/**
 * Reads a file that a user wrote: only a regular one, below its folder, no link, which nobody else
 * can write. Its state is looked at before and after, so that one swapped in between is noticed.
 */
final class ForwardFile {
    private static final int LARGEST = 64 * 1024;

    private ForwardFile() {}

    /** What is there. */
    sealed interface Content {
        /** No file. */
        record None() implements Content {}

        /** A good one. */
        record Text(String text) implements Content {}

        /** One that mustn't be believed. */
        record Unsafe(String reason) implements Content {}

        /** Trouble with the disk, or with rights. */
        record Unreadable(String reason) implements Content {}
    }

    /** Blocks for the disk. */
    static Content read(Path file, Path root) {
        try {
            PosixFileAttributes before = state(file);
            String danger = danger(file, root, before);
            if (!danger.isEmpty()) {
                return new Content.Unsafe(danger);
            }
            byte[] octets;
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                octets = in.readNBytes(LARGEST + 1);
            }
            PosixFileAttributes after = state(file);
            if (!Objects.equals(before.fileKey(), after.fileKey())
                    || !danger(file, root, after).isEmpty()) {
                return new Content.Unsafe("changed while it was read");
            }
            return octets.length > LARGEST
                    ? new Content.Unsafe("larger than 64 KiB")
                    : new Content.Text(decoded(octets));
        } catch (NoSuchFileException none) {
            return new Content.None();
        } catch (CharacterCodingException binary) {
            return new Content.Unreadable("not UTF-8");
        } catch (FileSystemException trouble) {
            return isNoFolder(file) ? new Content.None() : unreadable(trouble);
        } catch (IOException trouble) {
            return unreadable(trouble);
        }
    }

    private static PosixFileAttributes state(Path file) throws IOException {
        return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static String danger(Path file, Path root, PosixFileAttributes state)
            throws IOException {
        Set<PosixFilePermission> permissions = state.permissions();
        if (state.isSymbolicLink()) {
            return "is a symbolic link";
        }
        if (!state.isRegularFile()) {
            return "not a regular file";
        }
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            return "can be written by others than its owner";
        }
        Path below = root.normalize().relativize(file);
        boolean straight = file.toRealPath().equals(root.toRealPath().resolve(below));
        return straight ? "" : "a symbolic link leads to it";
    }

    private static String decoded(byte[] octets) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    }

    /** Where a plain file stands in a folder's place the user has no forwarding file. */
    private static boolean isNoFolder(Path file) {
        for (Path above = file.getParent(); above != null; above = above.getParent()) {
            if (Files.exists(above)) {
                return !Files.isDirectory(above);
            }
        }
        return false;
    }

    private static Content unreadable(IOException trouble) {
        return new Content.Unreadable(trouble.toString());
    }
}
