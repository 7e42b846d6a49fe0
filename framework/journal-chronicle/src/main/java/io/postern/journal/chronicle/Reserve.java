// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of nothing but room: allocated while there is plenty, deleted when an outcome needs what
 * it takes. Nothing of it need survive a crash, so it is never synced.
 */
final class Reserve {
    private final Path file;
    private final SegmentFile.Opener opener;
    private volatile long octets;

    /** As an earlier process left it. */
    Reserve(Path file, SegmentFile.Opener opener) throws IOException {
        this.file = file;
        this.opener = opener;
        this.octets = Files.exists(file) ? Files.size(file) : 0;
    }

    long octets() {
        return octets;
    }

    /** Makes it as large as that, or nothing. */
    void resize(long wanted) throws IOException {
        Files.deleteIfExists(file);
        octets = 0;
        if (wanted > 0) {
            make(wanted);
        }
    }

    private void make(long wanted) throws IOException {
        Files.createFile(file);
        boolean done = false;
        try (SegmentFile room = opener.open(file)) {
            room.allocate(0, wanted);
            octets = wanted;
            done = true;
        } finally {
            if (!done) {
                Files.deleteIfExists(file); // it may have got a part
            }
        }
    }
}
