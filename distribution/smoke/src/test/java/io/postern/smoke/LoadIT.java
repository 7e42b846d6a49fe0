// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.testkit.SmtpSink;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Postfix's generator sends, Postfix's sink counts: none lost, none doubled. */
@Timeout(300)
class LoadIT {
    private static final int MESSAGES = Integer.getInteger("postern.messages", 10_000);
    private static final String ROUTER =
            """
            // @ts-check
            import { via } from 'postern';

            export function route(recipient) {
              if (recipient.domain === 'example.test') return via('smtp', ['127.0.0.1:%d']);
            }
            """;

    @TempDir Path folder;

    @Test
    void everyMessageOfSmtpSourceReachesSmtpSinkOnce() throws Exception {
        int port = SmtpSink.closedPort();
        relay(port, PosternProcess.configuration("relay.yaml", port));
    }

    @Test
    void theSameWithARouterWrittenInJavaScript() throws Exception {
        int port = SmtpSink.closedPort();
        Path scripts = Files.createDirectories(folder.resolve("home/scripts"));
        Files.writeString(scripts.resolve("route.js"), ROUTER.formatted(port));
        // The configured smart host is a port that nobody listens on: only the script knows the
        // way.
        relay(
                port,
                PosternProcess.configuration("relay.yaml", 1) + "\nscripts: [scripts/route.js]\n");
    }

    private void relay(int sinkPort, String configuration) throws Exception {
        Path counted = folder.resolve("sink.out");
        Process sink = sink(sinkPort, counted);
        try (PosternProcess postern =
                PosternProcess.inHome(folder.resolve("home"), configuration).optimised().start()) {
            send(postern.smtpPort());
            Queue.awaitEmpty(postern, Duration.ofSeconds(120));
            assertThat(postern.stop()).isZero();
            // A copy too many would come with a retry, and there is nothing left to retry.
            assertThat(count(sink, counted)).as("messages at the sink").isEqualTo(MESSAGES);
        } finally {
            sink.destroyForcibly();
        }
    }

    private static Process sink(int port, Path counted) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-c"));
        if (System.getProperty("user.name").equals("root")) {
            arguments.addAll(List.of("-u", "nobody"));
        }
        arguments.addAll(List.of("127.0.0.1:" + port, "1000"));
        return Peers.postfix("smtp-sink", arguments).redirectOutput(counted.toFile()).start();
    }

    private static void send(int port) throws Exception {
        Process source =
                Peers.postfix(
                                "smtp-source",
                                List.of(
                                        "-d",
                                        "-s",
                                        "16",
                                        "-m",
                                        "" + MESSAGES,
                                        "-l",
                                        "1024",
                                        "-f",
                                        "alice@example.test",
                                        "-t",
                                        "bob@example.test",
                                        "127.0.0.1:" + port))
                        .start();
        String output = new String(source.getInputStream().readAllBytes());
        assertThat(source.waitFor(200, TimeUnit.SECONDS)).isTrue();
        assertThat(source.exitValue()).as(output).isZero();
    }

    /** What smtp-sink's counter shows at the end; it rewrites one line. */
    private static int count(Process sink, Path output) throws Exception {
        sink.destroy();
        assertThat(sink.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Matcher number = Pattern.compile("(\\d+)").matcher(Files.readString(output));
        int last = 0;
        while (number.find()) {
            last = Integer.parseInt(number.group(1));
        }
        return last;
    }
}
