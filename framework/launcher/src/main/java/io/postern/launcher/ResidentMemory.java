// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** By how much a process has grown in memory since this object was made; Linux only. */
final class ResidentMemory {
    private static final String LABEL = "VmRSS:";

    private final long pid;
    private final long before;

    private ResidentMemory(long pid, long before) {
        this.pid = pid;
        this.before = before;
    }

    /**
     * Of a process of this machine; 0 for none, of which nothing is known.
     *
     * @throws CommandException where there is no such process
     */
    static ResidentMemory of(long pid) throws IOException {
        return new ResidentMemory(pid, pid == 0 ? 0 : now(pid));
    }

    /** In octets; -1 where no process was named. */
    long grown() throws IOException {
        return pid == 0 ? -1 : Math.max(0, now(pid) - before);
    }

    private static long now(long pid) throws IOException {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                    .filter(line -> line.startsWith(LABEL))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (NoSuchFileException gone) {
            throw new CommandException(Exit.USAGE, "there is no process " + pid);
        }
    }
}
