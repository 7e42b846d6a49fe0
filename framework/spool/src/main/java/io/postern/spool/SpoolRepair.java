// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Makes a new journal of what is whole in an old one, which it only reads. The new one is made
 * under another name, and gets its own when it has been read back and compared: a folder of that
 * name is never half a journal.
 */
final class SpoolRepair {
    private static final long SEGMENT = 256L << 20;
    private static final int PIECE = 64 << 10;

    private final JournalFactory engine;
    private final MessageReader from;
    private final Recovery.Result found;

    SpoolRepair(JournalFactory engine, MessageReader from, Recovery.Result found) {
        this.engine = engine;
        this.from = from;
        this.found = found;
    }

    /**
     * Makes it.
     *
     * @return messages that could not be read
     * @throws IOException where there is something of that name, no room, or what was written
     *     doesn't read back the same
     */
    List<IndexEntry> into(Path target) throws IOException {
        Path fresh = target.resolveSibling(target.getFileName() + ".unfinished");
        for (Path taken : List.of(target, fresh)) {
            if (Files.exists(taken)) {
                throw new IOException(taken + " is there already");
            }
        }
        Files.createDirectory(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        List<IndexEntry> unsaved = write(fresh);
        verify(fresh, unsaved);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        KeyFile.syncFolder(target.toAbsolutePath().resolveSibling(""));
        return unsaved;
    }

    private List<IndexEntry> write(Path fresh) throws IOException {
        var settings = new SpoolSettings(SpoolSettings.Sync.GROUP, SEGMENT, Set.of());
        SpoolFiles files = SpoolFiles.open(engine, fresh, settings, Clocks.system());
        try (Journal _ = files.journal()) {
            QueueIds ids = new QueueIds(files.clocks().wall(), found.lastId());
            Recovery.Result nothing =
                    new Recovery(files.journal(), files.reader().key(), files.reader()).run();
            RecordLog log = new RecordLog(files, ids, new SegmentUse(SEGMENT), nothing);
            return write(log, files.reader().key());
        } catch (SpoolFullException full) {
            throw new IOException("no room for the new journal in " + fresh, full);
        }
    }

    private List<IndexEntry> write(RecordLog log, JournalKey key) throws IOException {
        JournalCopy copy = new JournalCopy(from, log, key);
        List<IndexEntry> unsaved = new ArrayList<>();
        List<IndexEntry> messages = found.messages().all();
        messages.sort(IndexEntry::byAge);
        for (IndexEntry message : messages) {
            try {
                copy.copy(message);
            } catch (SpoolUnavailableException damaged) {
                unsaved.add(message);
            }
        }
        var note = new NoteRecord.Recovered("repaired: " + found.summary(), List.of());
        log.append(note.write().finish(RecordType.NOTE, MessageId.NONE, key));
        log.sync();
        return unsaved;
    }

    private void verify(Path fresh, List<IndexEntry> unsaved) throws IOException {
        try (OfflineSpool written = OfflineSpool.open(engine, fresh)) {
            Recovery.Result again = written.recover();
            if (!again.trouble().lines().isEmpty() || !isSame(again.messages(), unsaved)) {
                throw new IOException("what was written to " + fresh + " isn't what was read");
            }
        } catch (SpoolUnavailableException unreadable) {
            throw new IOException("what was written to " + fresh + " can't be read", unreadable);
        }
    }

    private boolean isSame(MessageIndex written, List<IndexEntry> unsaved) throws IOException {
        Set<IndexEntry> left = Set.copyOf(unsaved);
        int count = 0;
        for (IndexEntry message : found.messages().all()) {
            if (!left.contains(message)) {
                IndexEntry copy = written.get(message.messageId());
                if (copy == null || !isSame(message, copy)) {
                    return false;
                }
                count++;
            }
        }
        return written.size() == count;
    }

    private static boolean isSame(IndexEntry one, IndexEntry other) throws IOException {
        return one.id().equals(other.id())
                && one.received().equals(other.received())
                && one.reversePath().equals(other.reversePath())
                && one.options().equals(other.options())
                && one.hold().equals(other.hold())
                && one.recipients().equals(other.recipients())
                && haveSameOctets(one, other);
    }

    private static boolean haveSameOctets(IndexEntry one, IndexEntry other) throws IOException {
        try (InputStream first = one.message().content();
                InputStream second = other.message().content()) {
            while (true) {
                byte[] expected = first.readNBytes(PIECE);
                if (!Arrays.equals(expected, second.readNBytes(PIECE))) {
                    return false;
                }
                if (expected.length == 0) {
                    return true;
                }
            }
        }
    }
}
