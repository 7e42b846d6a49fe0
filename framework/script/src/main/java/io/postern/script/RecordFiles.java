// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.jspecify.annotations.Nullable;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The files of the record: {@code record-TIME.jsonl.gz}, for the owner's eyes alone; rolled, the
 * oldest deleted. Used by one thread.
 */
final class RecordFiles implements AutoCloseable {
    /** The newest file and seven older ones: so much is lost when one is deleted. */
    private static final int FILES = 8;

    private static final int KEY_OCTETS = 32;

    private final Path folder;
    private final long size;
    private final Duration keep;
    private @Nullable Path current;
    private @Nullable Counted counted;
    private @Nullable OutputStream out;
    private Instant begun = Instant.MIN;

    /**
     * Makes nothing yet.
     *
     * @param size of all files, octets on the disk
     * @param keep how long a file is kept
     */
    RecordFiles(Path folder, long size, Duration keep) {
        this.folder = folder;
        this.size = size;
        this.keep = keep;
    }

    /** Where the record of a home is. */
    static Path folder(Path home) {
        return home.resolve("data").resolve("rehearsal");
    }

    /** The files that are there, the oldest first. */
    static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(RecordFiles::isRecord).sorted().toList();
        }
    }

    private static boolean isRecord(Path file) {
        return file.getFileName().toString().matches("record-.*\\.jsonl\\.gz")
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** The key of the record's hashes, made where there is none. */
    byte[] key() throws IOException {
        makeFolder();
        Path file = folder.resolve("key");
        if (Files.exists(file)) {
            byte[] known = Files.readAllBytes(file);
            if (known.length == KEY_OCTETS) {
                return known;
            }
            Files.delete(file);
        }
        byte[] key = new byte[KEY_OCTETS];
        new SecureRandom().nextBytes(key);
        Files.write(createFor(file), key);
        return key;
    }

    /** Whether what comes next goes to a new file, which begins without what is in the others. */
    boolean isNew(Instant now) {
        Counted open = counted;
        return open == null
                || open.octets >= Math.max(size / FILES, 1024)
                || begun.plus(keep.dividedBy(FILES)).isBefore(now);
    }

    /** Adds a line; to a new file where {@link #isNew}. */
    void add(String line, Instant now) throws IOException {
        if (isNew(now)) {
            roll(now);
        }
        OutputStream open = out;
        if (open == null) {
            throw new IOException("no file is open in " + folder);
        }
        open.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void roll(Instant now) throws IOException {
        close();
        makeFolder();
        purge(now);
        Path file = folder.resolve("record-" + now.toString().replace(':', '-') + ".jsonl.gz");
        Counted octets = new Counted(Files.newOutputStream(createFor(file)));
        current = file;
        counted = octets;
        out = new BufferedOutputStream(new Fast(octets), 64 * 1024);
        begun = now;
    }

    private static Path createFor(Path file) throws IOException {
        return Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private void makeFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
    }

    /** Deletes what is too old, and the oldest until a new file has room. */
    void purge(Instant now) throws IOException {
        List<Path> files = list(folder);
        long room = size - size / FILES;
        for (Path file : files.reversed()) {
            if (file.equals(current)) {
                room -= Files.size(file);
                continue;
            }
            FileTime written = Files.getLastModifiedTime(file);
            room -= Files.size(file);
            if (room < 0 || written.toInstant().plus(keep).isBefore(now)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Makes what was added readable for others. */
    void flush() throws IOException {
        OutputStream open = out;
        if (open != null) {
            open.flush();
        }
    }

    @Override
    public void close() throws IOException {
        OutputStream open = out;
        out = null;
        counted = null;
        current = null;
        if (open != null) {
            open.close();
        }
    }

    /** Cheap rather than small; what was flushed can be read. */
    private static final class Fast extends GZIPOutputStream {
        Fast(OutputStream out) throws IOException {
            super(out, 8 * 1024, true);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /** Knows how much there is. */
    private static final class Counted extends OutputStream {
        private final OutputStream out;
        private long octets;

        Counted(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int octet) throws IOException {
            out.write(octet);
            octets++;
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            out.write(from, offset, length);
            octets += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
