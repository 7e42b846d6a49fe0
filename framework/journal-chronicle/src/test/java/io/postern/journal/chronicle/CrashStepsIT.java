// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.QueueId;
import io.postern.spool.CrashPoint;
import io.postern.spool.Mail;
import io.postern.spool.Spool;
import io.postern.spool.SpoolOnDisk;
import io.postern.spool.SpooledMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One process after the other on the same journal, each halted at another step, those of recovery
 * too: what was acknowledged is there byte for byte, nobody's mail is made up, and each next one
 * starts. {@code -Dpostern.crash.rounds=N} goes through all steps N times, later each time.
 */
@Timeout(1800)
class CrashStepsIT {
    private static final int ROUNDS = Integer.getInteger("postern.crash.rounds", 1);
    private static final int HALTED = 137;

    @TempDir Path folder;

    private final Map<QueueId, Integer> asked = new HashMap<>();
    private final Set<QueueId> answered = new HashSet<>();
    private final Set<QueueId> ending = new HashSet<>();
    private final Set<QueueId> gone = new HashSet<>();
    private int runs;

    @Test
    void noStepIsOneAtWhichAnythingGetsLost() throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            for (CrashPoint step : CrashPoint.values()) {
                haltAt(step, round);
                check(step);
            }
        }
        assertThat(answered).hasSizeGreaterThan(CrashPoint.values().length);
    }

    private void haltAt(CrashPoint step, int occurrence) throws Exception {
        Path output = folder.resolve("output");
        Process child =
                new ProcessBuilder(command(step, occurrence))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        int status = child.waitFor();
        List<String> lines = Files.readAllLines(output);
        assertThat(status).as("%s is reached: %s", step, lines).isEqualTo(HALTED);
        assertThat(lines).contains("postern.crash reached " + step.step());
        lines.forEach(this::read);
    }

    private List<String> command(CrashPoint step, int occurrence) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--") || flag.startsWith("-D"))
                .forEach(command::add);
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
        command.add("-Dpostern.crash=" + step.step() + ":" + occurrence);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(CrashChild.class.getName());
        command.addAll(List.of(folder.resolve("spool").toString(), "" + ++runs * 100_000));
        return command;
    }

    private void read(String line) {
        String[] words = line.split(" ");
        if (words.length != 4 || !words[3].equals(".")) {
            return; // of the log, or cut off
        }
        QueueId id = new QueueId(words[1]);
        switch (words[0]) {
            case "ASK" -> asked.put(id, Integer.valueOf(words[2]));
            case "ACK" -> answered.add(id);
            case "END" -> ending.add(id);
            default -> throw new IllegalStateException(line);
        }
    }

    private void check(CrashPoint step) {
        Set<QueueId> there = new HashSet<>();
        try (SpoolOnDisk opened = CrashChild.open(folder.resolve("spool"))) {
            Spool spool = opened.spool();
            assertThat(spool.status().recovery())
                    .as("after %s", step)
                    .contains("damaged=0")
                    .doesNotContain("damage:");
            spool.consume(message -> there.add(check(message)));
        }
        for (QueueId id : answered) {
            assertThat(there.contains(id) || ending.contains(id))
                    .as("%s after %s", id, step)
                    .isTrue();
        }
        assertThat(there).as("over for good").noneMatch(gone::contains);
        ending.stream().filter(id -> !there.contains(id)).forEach(gone::add);
    }

    /** It is one that was brought, or a bounce of one. */
    private QueueId check(SpooledMessage message) {
        QueueId id = message.id();
        byte[] octets = Mail.read(message.message());
        if (id.value().endsWith("B")) {
            assertThat(octets).isEqualTo(Mail.body(9, 700));
        } else {
            assertThat(asked).containsKey(id);
            assertThat(octets).isEqualTo(Mail.headed(CrashChild.body(asked.get(id))));
        }
        return id;
    }
}
