// SPDX-License-Identifier: Apache-2.0
package io.postern.testserver.journal;

import io.postern.spool.Journal;
import io.postern.spool.JournalFactory;

import org.osgi.service.component.annotations.Component;

import java.nio.file.Path;

/** {@code spool: journal: memory}: needs no flags of the JVM, and keeps nothing. */
@Component(property = "postern.type=memory")
public final class MemoryJournalFactory implements JournalFactory {
    @Override
    public Journal open(Path folder, long segmentOctets) {
        return new MemoryJournal();
    }
}
