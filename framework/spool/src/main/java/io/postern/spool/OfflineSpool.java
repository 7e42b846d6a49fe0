// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A spool that no server has open, to be looked at and copied. Changes nothing of it and keeps
 * nobody from starting a server; each method reads the whole journal, and fails with {@link
 * JournalInUseException} where a server was started meanwhile. Used by one thread.
 */
public final class OfflineSpool implements AutoCloseable {
    private final JournalFactory engine;
    private final JournalReader journal;
    private final MessageReader reader;
    private final boolean keyFile;

    private OfflineSpool(
            JournalFactory engine, JournalReader journal, JournalKey key, boolean keyFile) {
        this.engine = engine;
        this.journal = journal;
        this.reader = new MessageReader(journal, key);
        this.keyFile = keyFile;
    }

    /**
     * Opens the journal in a folder.
     *
     * @throws JournalInUseException where a server has it
     * @throws IOException where it can't be read, or its key is lost
     */
    public static OfflineSpool open(JournalFactory engine, Path folder) throws IOException {
        JournalReader journal = engine.read(folder);
        boolean done = false;
        try {
            OfflineSpool spool = open(engine, journal, new KeyFile(folder).load());
            done = true;
            return spool;
        } finally {
            if (!done) {
                journal.close();
            }
        }
    }

    private static OfflineSpool open(
            JournalFactory engine, JournalReader journal, @Nullable JournalKey stored)
            throws IOException {
        if (stored != null) {
            return new OfflineSpool(engine, journal, stored, true);
        }
        boolean empty = journal.usage().segments() == 0;
        JournalKey key = empty ? JournalKey.random() : KeyFinder.find(journal);
        return new OfflineSpool(engine, journal, key, empty);
    }

    /**
     * What is there, and what is wrong.
     *
     * @throws LaterVersionException where it can't be understood
     */
    public SpoolSurvey survey() throws IOException {
        return new Surveyor(journal, keyFile).survey(recover());
    }

    Recovery.Result recover() throws IOException {
        return new Recovery(journal, reader.key(), reader).run();
    }

    /**
     * Shows the records that are wanted, in the order they stand, those of later versions too.
     *
     * @return what of the journal holds none
     */
    public Journal.ReplayReport records(RecordFilter filter, Consumer<RecordView> to)
            throws IOException {
        return journal.replay(new RecordLister(reader.key(), filter, to));
    }

    /**
     * A message's octets, as they would be delivered; absent where no record answers for it. It may
     * be finished. Reading them fails with {@link SpoolUnavailableException} where they are
     * damaged.
     *
     * @throws IllegalArgumentException where it is no queue id
     */
    public Optional<Message> message(String id) throws IOException {
        MessageFinder finder = new MessageFinder(MessageId.of(new QueueId(id)), reader);
        journal.replay(finder);
        return finder.found().map(IndexEntry::message);
    }

    /**
     * Copies all messages that wait and are whole into a new journal, with their present state,
     * durably, and compares what it reads back.
     *
     * @param target a folder that isn't there yet, where a folder is
     * @param acceptedGaps segments that may be missing
     * @throws IOException where it couldn't be done; what there is then is no journal by name
     */
    public RepairReport copyTo(Path target, Set<Integer> acceptedGaps) throws IOException {
        Recovery.Result found = recover();
        found.requireNoneMissing(acceptedGaps);
        SpoolSurvey survey = new Surveyor(journal, keyFile).survey(found);
        List<IndexEntry> unsaved = new SpoolRepair(engine, reader, found).into(target);
        unsaved.forEach(message -> found.messages().remove(message.messageId()));
        return new RepairReport(
                survey, Surveyor.waiting(found.messages().all()), Surveyor.broken(unsaved));
    }

    /**
     * Puts a new journal in the place of an old one, while no server runs. Where it is cut off in
     * between, nothing is lost, and the server says what is to be done.
     *
     * @param fresh where {@link #replacement} says
     * @param old where the old one is kept
     */
    public static void replace(Path folder, Path fresh, Path old) throws IOException {
        Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
        Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        KeyFile.syncFolder(folder.toAbsolutePath().resolveSibling(""));
    }

    /** Where a journal must be made that is to replace the one in a folder. */
    public static Path replacement(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".repaired");
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
