// SPDX-License-Identifier: Apache-2.0
package io.postern.journal.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.QueueId;
import io.postern.spool.Mail;
import io.postern.spool.Spool;
import io.postern.spool.SpoolOnDisk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Real processes: one that dies at work, one with a small heap. */
@Timeout(240)
class ChronicleJournalIT {
    private static final int DEATHS = 5;

    @TempDir Path folder;

    private final Map<QueueId, Integer> answered = new HashMap<>();

    @Test
    void whatAKilledProcessAnsweredForIsThereByteForByte() throws Exception {
        for (int death = 1; death <= DEATHS; death++) {
            List<String> lines = run(List.of(), "die", death * 1_000_000, 137);
            for (String line : lines) {
                String[] words = line.split(" ");
                if (words.length == 3 && words[0].equals("ACK") && words[2].length() == 7) {
                    answered.put(new QueueId(words[1]), Integer.valueOf(words[2]));
                }
            }
            check();
        }
        assertThat(answered).hasSizeGreaterThan(20);
    }

    private void check() {
        try (SpoolOnDisk opened =
                new SpoolOnDisk(new ChronicleJournalFactory(), folder.resolve("spool"))) {
            Spool spool = opened.spool();
            assertThat(spool.status().recovery()).contains("damaged=0");
            answered.forEach(
                    (id, seed) ->
                            assertThat(Mail.read(spool.find(id).orElseThrow().message()))
                                    .isEqualTo(Mail.headed(SpoolChild.body(seed))));
        }
    }

    @Test
    void messageLargerThanTheHeapIsStreamed() throws Exception {
        List<String> lines = run(List.of("-Xmx64m"), "stream", 3000, 0); // 150 MB
        assertThat(lines).contains("SAME");
    }

    private List<String> run(List<String> more, String what, int number, int exit)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--") || flag.startsWith("-D"))
                .forEach(command::add);
        command.addAll(more);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(SpoolChild.class.getName());
        Path output = folder.resolve("output");
        command.addAll(List.of(folder.resolve("spool").toString(), what, "" + number));
        Process child =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        int ended = child.waitFor();
        assertThat(ended).as(() -> text(output)).isEqualTo(exit);
        return Files.readAllLines(output);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
