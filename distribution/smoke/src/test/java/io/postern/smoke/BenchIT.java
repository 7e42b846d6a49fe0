// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;

import io.postern.testkit.SmtpSink;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

/** {@code postern bench} against the server it came with. */
@Timeout(180)
class BenchIT {
    @TempDir private Path folder;

    @Test
    void whatIsSentThroughPosternComesOutOnce() throws Exception {
        int sink = SmtpSink.closedPort();
        String configuration = PosternProcess.configuration("relay.yaml", sink);
        try (PosternProcess postern = PosternProcess.inHome(folder, configuration).start()) {
            PosternProcess.Outcome relayed =
                    PosternProcess.tool(
                            "bench",
                            "relay",
                            "127.0.0.1:" + postern.smtpPort(),
                            "--sink=127.0.0.1:" + sink,
                            "--messages=500",
                            "--size=1KiB:9,100KiB:1",
                            "--pipelining",
                            "--json");
            assertThat(relayed.code()).as(relayed.err() + relayed.out()).isZero();
            Map<String, Object> report = JSON.std.mapFrom(relayed.out());
            assertThat(report).containsEntry("taken", 500).containsEntry("failed", 0);
            assertThat(report.get("relayed"))
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("promised", 500)
                    .containsEntry("arrived", 500)
                    .containsEntry("missing", 0)
                    .containsEntry("doubled", 0);
            assertThat(postern.stop()).isZero();
        }
    }
}
