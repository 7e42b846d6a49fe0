// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.journal.chronicle.ChronicleJournalFactory;
import io.postern.spool.JournalInUseException;
import io.postern.spool.LaterVersionException;
import io.postern.spool.OfflineSpool;

import java.io.IOException;
import java.nio.file.Files;

/** The way to a home's spool while no server runs there. */
record SpoolAccess(Home home) {
    /** What is done with the spool. */
    @FunctionalInterface
    interface Work<T> {
        T on(OfflineSpool spool) throws IOException;
    }

    /**
     * Does it.
     *
     * @throws CommandException where it can't be done now: a server runs, or was started meanwhile
     */
    <T> T read(Work<T> work) throws IOException {
        requireFree();
        return open(work);
    }

    /**
     * Sees whether there is a spool, and no server that runs on it.
     *
     * @throws CommandException where that isn't so
     */
    void requireFree() throws IOException {
        if (!Files.isDirectory(home.journal())) {
            throw new CommandException(Exit.NO, "no spool: " + home.journal() + " isn't there");
        }
        HomeLock.requireFree(home);
    }

    /** As {@link #read}, for one who has the home's lock. */
    <T> T open(Work<T> work) throws IOException {
        try (OfflineSpool spool =
                OfflineSpool.open(new ChronicleJournalFactory(), home.journal())) {
            return work.on(spool);
        } catch (JournalInUseException started) {
            throw new CommandException(
                    Exit.TRY_AGAIN, started.getMessage() + ": stop the server first");
        } catch (LaterVersionException later) {
            throw new CommandException(Exit.TRY_AGAIN, String.valueOf(later.getMessage()));
        }
    }
}
