// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

class TraceCommandTest {
    @TempDir private Path home;

    @BeforeEach
    void write() throws IOException {
        Path log = Files.createDirectories(home.resolve("data/log"));
        try (OutputStream out =
                new GZIPOutputStream(
                        Files.newOutputStream(log.resolve("postern.2026-11-23.0.log.gz")))) {
            out.write(
                    """
                    2026-11-23T05:00:00.000Z INFO  mail A1 accepted from=<a@x.test>
                    2026-11-23T05:00:00.000Z INFO  mail A12 accepted from=<b@x.test>
                    """
                            .getBytes(StandardCharsets.UTF_8));
        }
        Files.writeString(
                log.resolve("postern.log"),
                """
                2026-11-24T05:00:00.000Z INFO  mail A1 to=<b@y.test> status=deferred (4.4.2 timed out \
                waiting for the reply to the end of data (mx.y.test)) doubtful=yes
                2026-11-24T05:01:00.000Z INFO  mail A1 finished
                """);
    }

    @Test
    void aLifeGoesOverTheFilesAndNamesDoubts() {
        Line line = Line.run("trace", "A1", "--home=" + home);

        assertThat(line.exitCode()).isZero();
        assertThat(line.out().lines())
                .satisfiesExactly(
                        l -> assertThat(l).endsWith("05:00:00.000Z  accepted from=<a@x.test>"),
                        l -> assertThat(l).endsWith("(mx.y.test)) doubtful=yes"),
                        l -> assertThat(l).isEqualTo("2026-11-24T05:01:00.000Z  finished"),
                        l -> assertThat(l).startsWith("1 doubtful attempt: "));
    }

    @Test
    void anUnknownMessageEndsWithOneAndNoIdWithTwo() {
        assertThat(Line.run("trace", "ZZ", "--home=" + home).exitCode()).isEqualTo(1);
        assertThat(Line.run("trace", "a b", "--home=" + home).exitCode()).isEqualTo(2);
    }
}
