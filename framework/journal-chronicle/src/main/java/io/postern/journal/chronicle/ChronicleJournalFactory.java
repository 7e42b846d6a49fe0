// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import io.postern.spool.Journal;
import io.postern.spool.JournalFactory;
import io.postern.spool.JournalReader;

import org.osgi.service.component.annotations.Component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/** {@code spool: journal: chronicle}, the default: a folder of this machine. */
@Component(property = "postern.type=chronicle")
public final class ChronicleJournalFactory implements JournalFactory {
    /** Warns of a missing JVM flag for something that is never used; kept, or its level is lost. */
    private static final Logger UNUSED =
            Logger.getLogger(
                    "net.openhft.chronicle.core.internal.cleaner"
                            + ".ReflectionBasedByteBufferCleanerService");

    /** Sees to it that Chronicle neither reports home nor watches the disk nor says hello. */
    public ChronicleJournalFactory() {
        UNUSED.setLevel(Level.OFF);
        System.setProperty("chronicle.analytics.disable", "true");
        System.setProperty("chronicle.announcer.disable", "true");
        System.setProperty("chronicle.disk.monitor.disable", "true");
    }

    @Override
    public Journal open(Path folder, long segmentOctets) throws IOException {
        Files.createDirectories(folder);
        return new ChronicleJournal(folder, PosixFile::new);
    }

    @Override
    public JournalReader read(Path folder) throws IOException {
        return new ChronicleReader(folder);
    }
}
