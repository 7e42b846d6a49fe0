// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The records of a journal, to be read. What is damaged can't do more than be skipped. */
public interface JournalReader extends AutoCloseable {
    /**
     * Reads every record from the oldest. At a place where there is no whole record, or none that
     * the visitor accepts, it looks for the next one behind it in the segment.
     *
     * @throws JournalInUseException where it was opened to be read only, and a server took it over
     *     meanwhile: what was shown may be wrong
     */
    Journal.ReplayReport replay(Journal.Visitor visitor) throws IOException;

    /** Reads a record again. Blocks for the disk where it isn't in memory. */
    ByteBuffer read(Journal.Place place) throws IOException;

    /** How many segments there are, and what they take. */
    Journal.Usage usage() throws IOException;

    @Override
    void close() throws IOException;
}
