// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** The spool as the server opens it: what a folder holds is recovered, closing makes it durable. */
public final class SpoolUnderTest implements AutoCloseable {
    private static final long SEGMENT = 256L << 20;

    private final JournalSpool spool;

    private SpoolUnderTest(JournalFactory factory, Path folder, SpoolSettings.Sync sync)
            throws IOException {
        var settings = new SpoolSettings(sync, SEGMENT, Set.of());
        spool =
                SpoolFiles.open(factory, folder, settings, Clocks.system())
                        .recover(SpoolUnderTest::failed);
    }

    /** With {@code sync: group}. */
    public static SpoolUnderTest syncing(JournalFactory factory, Path folder) throws IOException {
        return new SpoolUnderTest(factory, folder, SpoolSettings.Sync.GROUP);
    }

    /** With {@code sync: none}, to fill it fast. */
    public static SpoolUnderTest filling(JournalFactory factory, Path folder) throws IOException {
        return new SpoolUnderTest(factory, folder, SpoolSettings.Sync.NONE);
    }

    private static void failed(Throwable reason) {
        throw new IllegalStateException("the journal has failed under a benchmark", reason);
    }

    /** What sessions and the queue see of it. */
    public Spool spool() {
        return spool;
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
