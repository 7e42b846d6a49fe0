// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Opens journals of one engine. A service; its {@code postern.type} is the {@code journal:} of
 * {@code spool:}.
 */
@FunctionalInterface
public interface JournalFactory {
    /**
     * Opens the journal in a folder, or makes it there, and locks it.
     *
     * @param folder where it is
     * @param segmentOctets how big a segment should be allocated
     * @throws IOException where another process has it, or it can't be read
     */
    Journal open(Path folder, long segmentOctets) throws IOException;

    /**
     * Opens the journal in a folder to be read, by plain reads: changes nothing, and keeps no lock,
     * so a server may start meanwhile; {@link JournalReader#replay} notices.
     *
     * @throws JournalInUseException where another process has it
     * @throws IOException where it can't be read, or the engine keeps nothing in a folder
     */
    default JournalReader read(Path folder) throws IOException {
        throw new IOException("this engine's journal can't be read without a server");
    }
}
