// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Our own descriptor of a segment, beside Chronicle's mapping: what makes it durable, and gives it
 * room before anything is written to a mapped page. The writer thread's.
 */
interface SegmentFile extends AutoCloseable {
    /**
     * Gives blocks to a part of the file, beyond its end too; what is written there can't meet a
     * full disk any more.
     *
     * @throws IOException where there is no room; nothing has changed then
     */
    void allocate(long offset, long length) throws IOException;

    /** Makes all that was written, through whatever mapping, survive a power cut. */
    void sync() throws IOException;

    @Override
    void close();

    /** Opens an existing file. */
    @FunctionalInterface
    interface Opener {
        /** Must be called before the first write, or an error of that would go unreported. */
        SegmentFile open(Path file) throws IOException;
    }
}
