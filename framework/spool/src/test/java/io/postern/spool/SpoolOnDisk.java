// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** A spool in a test: opened, recovered, and closed at the end. */
public final class SpoolOnDisk implements AutoCloseable {
    private final JournalSpool spool;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    public SpoolOnDisk(JournalFactory factory, Path folder) {
        this(factory, folder, 256L << 20);
    }

    public SpoolOnDisk(JournalFactory factory, Path folder, long segmentOctets) {
        this(factory, folder, new SpoolSettings(SpoolSettings.Sync.GROUP, segmentOctets, Set.of()));
    }

    SpoolOnDisk(JournalFactory factory, Path folder, SpoolSettings settings) {
        try {
            spool =
                    SpoolFiles.open(factory, folder, settings, Clocks.system())
                            .recover(failure::set);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public Spool spool() {
        return spool;
    }

    /** What the process was told to end for; null while all is well. */
    public Throwable failure() {
        return failure.get();
    }

    @Override
    public void close() {
        try {
            spool.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
