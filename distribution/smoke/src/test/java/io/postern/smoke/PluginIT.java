// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.postern.api.policy.RecipientPolicy;
import io.postern.smoke.plugin.SpamtrapPolicy;
import io.postern.testkit.RawSmtpClient;
import io.postern.testkit.SmtpSink;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Code that comes and goes while mail flows. */
@Timeout(120)
class PluginIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir Path folder;
    private SmtpSink sink;
    private PosternProcess postern;

    @BeforeEach
    void start() throws Exception {
        sink = SmtpSink.start();
        postern =
                PosternProcess.inHome(
                                folder.resolve("home"),
                                PosternProcess.configuration("relay.yaml", sink.port()))
                        .start();
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(postern.stop()).isZero();
        postern.close();
        sink.close();
    }

    @Test
    void droppedPluginIsAskedOnConnectionsThatAreOpenAndNoLongerWhenItIsTakenAway()
            throws Exception {
        try (RawSmtpClient client = postern.greeted()) {
            assertThat(rcpt(client)).isEqualTo(250);
            Path jar = PluginJar.drop(plugins(), SpamtrapPolicy.class, RecipientPolicy.class);
            await().atMost(PATIENCE).until(() -> rcpt(client) == 550);
            assertThat(postern.command("hooks").out()).contains("SpamtrapPolicy");
            Files.delete(jar);
            await().atMost(PATIENCE).until(() -> rcpt(client) == 250);
            client.expect(250, client.command("RSET"));
            client.expect(
                    250,
                    client.transaction(
                            "alice@example.test",
                            List.of("bob@example.test"),
                            Octets.message("the connection is the same\r\n")));
        }
        sink.awaitMessages(1);
    }

    @Test
    void pluginThatCannotBeResolvedIsNamedInTheLogAndChangesNothing() throws Exception {
        PluginJar.drop(plugins(), SpamtrapPolicy.class, RecipientPolicy.class, "no.such.thing");
        await().atMost(PATIENCE).until(() -> postern.log().contains("no.such.thing"));
        try (RawSmtpClient client = postern.greeted()) {
            assertThat(rcpt(client)).isEqualTo(250);
        }
    }

    private Path plugins() {
        return postern.home().resolve("plugins");
    }

    private static int rcpt(RawSmtpClient client) {
        client.expect(250, client.command("RSET"));
        client.expect(250, client.mail("alice@example.test"));
        return client.rcpt("spamtrap@example.test").code();
    }
}
