// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;

/** The engine that is simulated is one like the others. */
class PagedJournalTest implements JournalContract {
    private final VirtualDisk disk = new VirtualDisk(Choices.seeded(1));

    @Override
    public Journal open() {
        return new PagedJournal(disk);
    }

    @Override
    public Harm harm() {
        return new Harm() {
            @Override
            public void flip(Journal.Place place, int octet) throws IOException {
                VirtualDisk.File file = disk.open(PagedJournal.name(place.segment()));
                file.octets()[(int) place.offset() + octet] ^= 4;
            }

            @Override
            public void tear(Journal.Place place) throws IOException {
                int half = place.length() / 2;
                VirtualDisk.File file = disk.open(PagedJournal.name(place.segment()));
                file.write((int) place.offset() + half, new byte[half], 0, half);
            }

            @Override
            public void lose(int segment) {
                disk.unlink(PagedJournal.name(segment));
            }

            @Override
            public void full(boolean now) {
                disk.full(now);
            }

            @Override
            public void failSyncs() {
                disk.failing(true);
            }
        };
    }
}
