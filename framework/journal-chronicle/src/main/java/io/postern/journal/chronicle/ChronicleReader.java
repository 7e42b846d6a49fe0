// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import io.postern.spool.Journal;
import io.postern.spool.JournalInUseException;
import io.postern.spool.JournalReader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a journal that no process has. Opens its files for reading only, and nothing of Chronicle.
 * It keeps no lock: each start of a server begins a segment, and that is how one is noticed.
 */
final class ChronicleReader implements JournalReader {
    private final Path path;
    private final SegmentFolder folder;
    private final SegmentReaders readers;

    ChronicleReader(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            throw new NoSuchFileException(path.toString());
        }
        this.path = path;
        this.folder = new SegmentFolder(path);
        this.readers = new SegmentReaders(folder);
        JournalLock.requireFree(path);
    }

    @Override
    public Journal.ReplayReport replay(Journal.Visitor visitor) throws IOException {
        List<Integer> segments = folder.segments();
        long records = 0;
        Journal.Stretch torn = new Journal.Stretch(0, 0, 0);
        List<Journal.Stretch> damage = new ArrayList<>();
        for (int segment : segments) {
            SegmentScan.Result result = scan(segment, visitor);
            records += result.records();
            torn = result.torn(); // the last one's counts
            damage.addAll(result.damage());
        }
        requireUntouched(segments);
        return new Journal.ReplayReport(records, torn, SegmentFolder.missing(segments), damage);
    }

    private SegmentScan.Result scan(int segment, Journal.Visitor visitor) throws IOException {
        try {
            return SegmentScan.scan(segment, folder.segment(segment), visitor);
        } catch (IOException broken) {
            JournalLock.requireFree(path);
            throw broken;
        }
    }

    private void requireUntouched(List<Integer> segments) throws IOException {
        JournalLock.requireFree(path);
        if (!folder.segments().equals(segments)) {
            throw new JournalInUseException(path);
        }
    }

    @Override
    public ByteBuffer read(Journal.Place place) throws IOException {
        return readers.read(place);
    }

    @Override
    public Journal.Usage usage() throws IOException {
        List<Integer> segments = folder.segments();
        long octets = 0;
        for (int segment : segments) {
            octets += Files.size(folder.segment(segment));
        }
        return new Journal.Usage(segments.size(), octets, folder.free(), folder.total());
    }

    @Override
    public void close() throws IOException {
        readers.close();
    }
}
