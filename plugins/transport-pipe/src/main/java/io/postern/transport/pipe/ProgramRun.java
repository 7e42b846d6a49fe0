// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.pipe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program to its end, or to the end of its time. Blocks; an interrupt ends it. Its
 * environment holds nothing of ours, and nothing of the message.
 *
 * @param directory where it runs
 */
record ProgramRun(Path directory) {
    private static final Duration LOOK = Duration.ofMillis(50);

    /** Octets of output that are looked at; the rest is thrown away. */
    private static final int KEPT = 1024;

    /** How a run ended. */
    sealed interface End {
        /** By itself. */
        record Exit(int code, String firstLine) implements End {}

        /** Killed, since it took too long. */
        record TimeOut() implements End {}
    }

    /**
     * Runs it.
     *
     * @param input what it reads
     * @throws IOException where it can't be started
     */
    End run(List<String> command, Path input, Duration limit)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(input.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("HOME", directory.toString());
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            return await(process, limit);
        } finally {
            killTree(process);
        }
    }

    /** Reads what it prints now and then, so that it needn't wait for us, nor we for its heirs. */
    private static End await(Process process, Duration limit)
            throws IOException, InterruptedException {
        StringBuilder output = new StringBuilder();
        long end = System.nanoTime() + limit.toNanos();
        while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
            drain(process.getInputStream(), output);
            if (System.nanoTime() - end > 0) {
                return new End.TimeOut();
            }
        }
        drain(process.getInputStream(), output);
        return new End.Exit(process.exitValue(), output.toString().lines().findFirst().orElse(""));
    }

    private static void drain(InputStream in, StringBuilder output) throws IOException {
        for (int there = in.available(); there > 0; there = in.available()) {
            byte[] octets = in.readNBytes(Math.min(there, 64 * KEPT));
            int room = Math.min(KEPT - output.length(), octets.length);
            output.append(new String(octets, 0, Math.max(room, 0), StandardCharsets.ISO_8859_1));
        }
    }

    /** Itself and those below it; nothing where it has ended by itself. */
    private static void killTree(Process process) {
        if (process.isAlive()) {
            List<ProcessHandle> below = process.descendants().toList();
            process.destroyForcibly();
            below.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
