// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.nio.file.Path;

class MemoryJournalTest implements JournalContract {
    private final MemoryJournal.Disk disk = new MemoryJournal.Disk();

    @Override
    public Journal open() {
        return disk.open(Path.of("/"), 0);
    }
}
