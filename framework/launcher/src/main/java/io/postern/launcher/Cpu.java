// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.time.Duration;
import java.util.Optional;

/** The processor time that a process has taken since this object was made. */
final class Cpu {
    private final ProcessHandle process;
    private final Duration before;

    private Cpu(ProcessHandle process) {
        this.process = process;
        before = total();
    }

    static Cpu ofThis() {
        return new Cpu(ProcessHandle.current());
    }

    /**
     * Of another process of this machine.
     *
     * @throws CommandException where there is no such
     */
    static Cpu of(long pid) {
        Optional<ProcessHandle> found = ProcessHandle.of(pid);
        return new Cpu(
                found.orElseThrow(
                        () -> new CommandException(Exit.USAGE, "there is no process " + pid)));
    }

    private Duration total() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    double seconds() {
        return total().minus(before).toMillis() / 1000.0;
    }
}
