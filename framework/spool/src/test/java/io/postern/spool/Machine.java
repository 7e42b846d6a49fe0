// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;
import java.util.function.Function;

/** What a simulated spool runs on: an engine over a disk that things happen to. */
public interface Machine {
    /** Opens the journal, as a new process does. */
    Journal open() throws IOException;

    /** The process dies at a step of the disk from now; never for 0. */
    void crashAfter(int steps);

    /** Whether it has died by {@link #crashAfter}; nothing it does after that counts. */
    boolean crashed();

    /** From now on there is no room for anything, or there is. */
    void full(boolean now);

    /** From now on syncs fail, or don't. */
    void failing(boolean now);

    /** How often there was no room, or an error. */
    int refusals();

    /** The process has died, all that it wrote is there. */
    void kill();

    /** The process has died, and what it wrote and didn't sync may be there or not. */
    void powerCut();

    /** An engine over a virtual disk. */
    record Virtual(VirtualDisk disk, Function<VirtualDisk, Journal> engine) implements Machine {
        static Virtual of(Choices choices) {
            return new Virtual(new VirtualDisk(choices), PagedJournal::new);
        }

        @Override
        public Journal open() {
            return engine.apply(disk);
        }

        @Override
        public void crashAfter(int steps) {
            disk.crashAfter(steps);
        }

        @Override
        public boolean crashed() {
            return disk.crashed();
        }

        @Override
        public void full(boolean now) {
            disk.full(now);
        }

        @Override
        public void failing(boolean now) {
            disk.failing(now);
        }

        @Override
        public int refusals() {
            return disk.refusals();
        }

        @Override
        public void kill() {
            disk.kill();
        }

        @Override
        public void powerCut() {
            disk.powerCut();
        }
    }
}
