// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import io.postern.spool.CrashPoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The journal's folder: {@code 0000000001.cq4} and so on, {@code reserve}, and {@code work}, in
 * which Chronicle starts a segment before it gets its name; whatever is in there at the start is of
 * no use.
 */
final class SegmentFolder {
    private static final Pattern NAME = Pattern.compile("(\\d{10})\\.cq4");

    private final Path folder;
    private final FileStore store;

    SegmentFolder(Path folder) throws IOException {
        this.folder = folder;
        this.store = Files.getFileStore(folder);
    }

    Path segment(int number) {
        return folder.resolve("%010d.cq4".formatted(number));
    }

    Path reserve() {
        return folder.resolve("reserve");
    }

    Path work() {
        return folder.resolve("work");
    }

    /** The numbers of the segments that are there, oldest first. */
    List<Integer> segments() throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    numbers.add(Integer.valueOf(name.group(1)));
                }
            }
        }
        numbers.sort(Comparator.naturalOrder());
        return numbers;
    }

    /** The numbers that aren't there though a lower one is. */
    static List<Integer> missing(Collection<Integer> segments) {
        List<Integer> missing = new ArrayList<>();
        int next = -1;
        for (int segment : segments) {
            for (; next >= 0 && next < segment; next++) {
                missing.add(next);
            }
            next = segment + 1;
        }
        return missing;
    }

    /** An empty work folder. */
    void clearWork() throws IOException {
        Files.createDirectories(work());
        try (Stream<Path> files = Files.list(work())) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
        }
    }

    /** Makes names that came, went or changed survive a power cut. */
    void sync() throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    void delete(int segment) throws IOException {
        Files.deleteIfExists(segment(segment));
        CrashPoint.SEGMENT_UNLINKED.reached();
        sync();
    }

    long free() throws IOException {
        return store.getUsableSpace();
    }

    long total() throws IOException {
        return store.getTotalSpace();
    }
}
