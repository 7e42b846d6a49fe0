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
        await().atMost(PATIENCE)
                .until(() -> postern.log().contains("needs no.such.thing, which nobody offers"));
        try (RawSmtpClient client = postern.greeted()) {
            assertThat(rcpt(client)).isEqualTo(250);
        }
        assertThat(postern.command("plugin", "list").out())
                .contains("not taken: plugins/SpamtrapPolicy.jar: needs no.such.thing");
    }

    @Test
    void pluginIsCheckedInstalledUpdatedTriedAndRemovedByCommand() throws Exception {
        try (RawSmtpClient client = postern.greeted()) {
            Path one = spamtrap("1.0.0");
            assertThat(succeed("plugin", "check", one.toString()))
                    .contains("SpamtrapPolicy 1.0.0 is a plugin", "hooks      RecipientPolicy");
            assertThat(succeed("plugin", "install", one.toString(), "--dry-run"))
                    .contains("SpamtrapPolicy 1.0.0 would be installed");
            assertThat(rcpt(client)).isEqualTo(250);
            assertThat(succeed("plugin", "install", one.toString()))
                    .contains("SpamtrapPolicy 1.0.0 installed");
            assertThat(rcpt(client)).isEqualTo(550);
            assertThat(plugins().resolve("SpamtrapPolicy-1.0.0.jar")).exists();
            assertThat(refuse("plugin", "install", one.toString())).contains("what runs already");

            assertThat(succeed("plugin", "update", spamtrap("1.1.0").toString()))
                    .contains("SpamtrapPolicy 1.1.0 updated");
            assertThat(rcpt(client)).isEqualTo(550);
            assertThat(plugins().resolve("SpamtrapPolicy-1.0.0.jar")).doesNotExist();

            String two = spamtrap("2.0.0").toString();
            assertThat(succeed("plugin", "update", two, "--canary", "50%"))
                    .contains("SpamtrapPolicy 2.0.0 on trial");
            assertThat(succeed("plugin", "list")).contains("2.0.0", "50 %");
            assertThat(rcpt(client)).isEqualTo(550);
            assertThat(succeed("plugin", "promote", "SpamtrapPolicy")).contains("2.0.0 promoted");
            assertThat(succeed("plugin", "show", "SpamtrapPolicy"))
                    .contains("RecipientPolicy", "previous   1.1.0", "SpamtrapPolicy-2.0.0.jar");
            assertThat(succeed("plugin", "rollback", "SpamtrapPolicy")).contains("1.1.0");
            assertThat(refuse("plugin", "resume", "SpamtrapPolicy")).contains("suspended");
            assertThat(succeed("plugin", "remove", "SpamtrapPolicy")).contains("removed");
            assertThat(rcpt(client)).isEqualTo(250);
            assertThat(refuse("plugin", "remove", "SpamtrapPolicy")).contains("no plugin");
            assertThat(refuse("plugin", "remove", "router-mx")).contains("the distribution's own");
            assertThat(postern.command("plugin", "update", two, "--canary", "200").code())
                    .isEqualTo(2);
        }
    }

    @Test
    void onesOfTheDistributionAreReplacedWithTheirConfigurationAndComeBack() throws Exception {
        Path file = plugins().resolve("router-smarthost.jar");
        Files.move(PluginJar.builtIn("router-smarthost", "7.0.0"), file);
        awaitChange("plugin=router-smarthost/7.0.0 change=updated");
        Path transport = PluginJar.builtIn("transport-smtp", "7.1.0");
        succeed("plugin", "update", transport.toString());
        send("by the new ones");
        assertThat(sink.awaitMessages(1)).hasSize(1);
        assertThat(succeed("hooks")).contains("router-smarthost/7.0.0", "transport-smtp/7.1.0");
        assertThat(postern.command("check").code()).isZero();

        postern.kill();
        postern.start();
        assertThat(succeed("hooks")).contains("router-smarthost/7.0.0", "transport-smtp/7.1.0");
        Files.delete(file);
        awaitChange("plugin=router-smarthost/7.0.0 change=removed");
        succeed("plugin", "rollback", "transport-smtp");
        assertThat(succeed("hooks")).doesNotContain("/7.");
        send("by the old ones");
        assertThat(sink.awaitMessages(2)).hasSize(2);
    }

    private static Path spamtrap(String version) throws Exception {
        return PluginJar.make(version, SpamtrapPolicy.class, RecipientPolicy.class);
    }

    private void send(String text) {
        try (RawSmtpClient client = postern.greeted()) {
            client.expect(
                    250,
                    client.transaction(
                            "alice@example.test",
                            List.of("bob@example.test"),
                            Octets.message(text + "\r\n")));
        }
    }

    private void awaitChange(String line) {
        await().atMost(PATIENCE).until(() -> postern.log().contains(line));
    }

    private String succeed(String... command) throws Exception {
        PosternProcess.Outcome outcome = postern.command(command);
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome.out();
    }

    private String refuse(String... command) throws Exception {
        PosternProcess.Outcome outcome = postern.command(command);
        assertThat(outcome.code()).as(outcome.out()).isEqualTo(1);
        return outcome.err();
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
