// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.nio.file.Path;

class MemoryJournalTest implements JournalContract {
    private final MemoryJournal.Disk disk = new MemoryJournal.Disk();

    @Override
    public Journal open() {
        return disk.open(Path.of("/"), 0);
    }

    @Override
    public Harm harm() {
        return new Harm() {
            @Override
            public void flip(Journal.Place place, int octet) {
                disk.flip(place, octet);
            }

            @Override
            public void tear(Journal.Place place) {
                disk.tear(place);
            }

            @Override
            public void lose(int segment) {
                disk.lose(segment);
            }

            @Override
            public void full(boolean now) {
                if (now) {
                    disk.exhaust();
                } else {
                    disk.relieve();
                }
            }

            @Override
            public void failSyncs() {
                disk.failSyncs();
            }
        };
    }
}
