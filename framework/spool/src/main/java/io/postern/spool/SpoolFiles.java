// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An open journal with its key. Opens the spool over it, after recovery. */
record SpoolFiles(Journal journal, MessageReader reader, SpoolSettings settings, Clocks clocks) {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolFiles.class);

    /**
     * Opens the journal in a folder, makes folder and key where there is nothing yet.
     *
     * @throws IOException where another process has it, or it can't be read, or the folder is on
     *     its way to be replaced
     */
    static SpoolFiles open(
            JournalFactory factory, Path folder, SpoolSettings settings, Clocks clocks)
            throws IOException {
        Path repaired = OfflineSpool.replacement(folder);
        if (!Files.exists(folder) && Files.exists(repaired)) {
            throw new IOException("a repair was cut off: rename " + repaired + " to " + folder);
        }
        createDurably(folder.toAbsolutePath());
        Journal journal = factory.open(folder, settings.segmentOctets());
        boolean done = false;
        try {
            JournalKey key = key(journal, new KeyFile(folder));
            SpoolFiles files =
                    new SpoolFiles(journal, new MessageReader(journal, key), settings, clocks);
            done = true;
            return files;
        } finally {
            if (!done) {
                journal.close();
            }
        }
    }

    /** Makes a folder and those above it, so that a power cut leaves them there. */
    private static void createDurably(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (Files.isDirectory(folder) || parent == null) {
            return;
        }
        createDurably(parent);
        Files.createDirectory(folder);
        KeyFile.syncFolder(parent);
    }

    private static JournalKey key(Journal journal, KeyFile file) throws IOException {
        JournalKey known = file.load();
        if (known != null) {
            return known;
        }
        JournalKey key = journal.usage().segments() == 0 ? JournalKey.random() : salvaged(journal);
        file.store(key);
        return key;
    }

    /** The key from the start of the oldest segment: the file with it is gone. */
    private static JournalKey salvaged(Journal journal) throws IOException {
        JournalKey key = KeyFinder.find(journal);
        LOG.warn("event=key-salvaged");
        return key;
    }

    /** Reads the journal back, and starts; closes the journal where that fails. */
    JournalSpool recover(JournalSpool.FailureListener failed) throws IOException {
        boolean done = false;
        try {
            JournalSpool spool = recovered(failed);
            spool.start();
            done = true;
            return spool;
        } finally {
            if (!done) {
                journal.close();
            }
        }
    }

    /** As {@link #recover}, but the writer isn't running yet. */
    JournalSpool recovered(JournalSpool.FailureListener failed) throws IOException {
        var recovery = new Recovery(journal, reader.key(), reader);
        Recovery.Result found = recovery.run();
        found.requireNoneMissing(settings.acceptedGaps());
        for (IndexEntry dropped : found.dropped()) {
            LOG.warn("event=unfinished-message-dropped id={}", dropped.id());
        }
        LOG.info("event=recovered {}", found.summary());
        if (!found.damage().isEmpty()) {
            LOG.warn("event=journal-damaged {}", found.damage());
        }
        CrashPoint.RECOVERED.reached();
        return new JournalSpool(this, found, failed);
    }
}
