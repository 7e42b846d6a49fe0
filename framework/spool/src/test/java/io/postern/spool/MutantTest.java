// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** The simulation can fail: engines that break a rule are found out. */
@Timeout(300)
class MutantTest implements QuietSpool {
    private static final int MOST_SEEDS = 2000;

    private final AtomicReference<Simulation> current = new AtomicReference<>();

    private void assertFoundOut(Function<VirtualDisk, Journal> engine) {
        int seed = 0;
        while (seed < MOST_SEEDS && isFine(seed, engine)) {
            seed++;
        }
        assertThat(seed).as("seeds").isLessThan(MOST_SEEDS);
    }

    private boolean isFine(int seed, Function<VirtualDisk, Journal> engine) {
        Choices choices = Choices.seeded(seed);
        VirtualDisk disk = new VirtualDisk(choices);
        Simulation simulation = new Simulation(choices, new Machine.Virtual(disk, engine));
        current.set(simulation);
        try {
            simulation.run(10);
            return true;
        } catch (IOException
                | InterruptedException
                | SpoolUnavailableException
                | AssertionError found) {
            return false;
        }
    }

    @Test
    void honestEngineIsFine() {
        assertThat(isFine(1, PagedJournal::new)).isTrue();
    }

    @Test
    void syncThatDoesNothing() {
        assertFoundOut(
                disk ->
                        new PagedJournal(disk) {
                            @Override
                            void sync(VirtualDisk.File file) {}
                        });
    }

    @Test
    void answerBeforeTheSync() {
        assertFoundOut(
                disk ->
                        new PagedJournal(disk) {
                            private VirtualDisk.File owed;

                            @Override
                            void sync(VirtualDisk.File file) {
                                owed = file;
                            }

                            @Override
                            public synchronized Place append(ByteBuffer record) throws IOException {
                                if (owed != null) {
                                    owed.sync();
                                }
                                return super.append(record);
                            }
                        });
    }

    @Test
    void newSegmentSyncedBeforeTheOldOne() {
        assertFoundOut(
                disk ->
                        new PagedJournal(disk) {
                            private VirtualDisk.File owed;

                            @Override
                            void sync(VirtualDisk.File file) throws IOException {
                                if (isCalledBy("nextSegment")) {
                                    owed = file;
                                    return;
                                }
                                file.sync();
                                if (owed != null) {
                                    owed.sync();
                                    owed = null;
                                }
                            }
                        });
    }

    private static boolean isCalledBy(String method) {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals(method)));
    }

    @Test
    void failedSyncIgnored() {
        assertFoundOut(
                disk ->
                        new PagedJournal(disk) {
                            @Override
                            void sync(VirtualDisk.File file) {
                                try {
                                    file.sync();
                                } catch (IOException ignored) {
                                    return; // as if nothing were wrong
                                }
                            }
                        });
    }

    @Test
    void failedSyncTriedAgain() {
        assertFoundOut(
                disk ->
                        new PagedJournal(disk) {
                            @Override
                            void sync(VirtualDisk.File file) throws IOException {
                                try {
                                    file.sync();
                                } catch (IOException first) {
                                    disk.failing(false);
                                    file.sync();
                                }
                            }
                        });
    }

    @Test
    void segmentWithoutADurableName() {
        assertFoundOut(
                disk ->
                        new PagedJournal(disk) {
                            @Override
                            void syncNames() {}
                        });
    }

    @Test
    void newestSegmentNotWrittenAgainByRecovery() {
        assertFoundOut(
                disk ->
                        new PagedJournal(disk) {
                            @Override
                            void rewrite(VirtualDisk.File file, int dataEnd) throws IOException {
                                file.sync();
                            }
                        });
    }

    @Test
    void segmentUnlinkedBeforeTheSync() {
        assertFoundOut(
                disk ->
                        new PagedJournal(disk) {
                            @Override
                            public synchronized Place append(ByteBuffer record) throws IOException {
                                Place place = super.append(record);
                                if (record.get(record.position() + 4)
                                        == RecordType.OUTCOME.number()) {
                                    SimulatedProcess process = current.get().process();
                                    deleteBefore(process.oldest().orElse(place.segment()));
                                }
                                return place;
                            }
                        });
    }

    @Test
    void segmentsUnlinkedInNoOrder() {
        assertFoundOut(
                disk ->
                        new PagedJournal(disk) {
                            @Override
                            void unlinked() {}
                        });
    }
}
