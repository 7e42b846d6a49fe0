// SPDX-License-Identifier: Apache-2.0
package io.postern.testserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.event.MailEvent;
import io.postern.api.mail.Status;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.Verdict;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingDecision;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Peer;
import io.postern.api.transport.Transport;
import io.postern.testkit.RawReply;
import io.postern.testkit.SmtpSink;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

@Timeout(60)
class PluginOfTheTestIT {
    @Test
    void whatPluginsLeaveAloneGoesToTheSink() throws Exception {
        Router nobody = (_, _) -> new RoutingDecision.Pass();
        try (TestServer server = TestServer.with(nobody).start()) {
            RawReply reply = server.send("alice@client.test", "bob@example.test", "hello");

            assertThat(reply.code()).isEqualTo(250);
            assertThat(server.sink().awaitMessages(1).getFirst().rcptLines())
                    .containsExactly("RCPT TO:<bob@example.test>");
            server.awaitEvents(MailEvent.Finished.class, 1);
            assertThat(server.home()).exists();
        }
    }

    @Test
    void pluginsOfTheTestAreAskedFirst() throws Exception {
        try (SmtpSink other = SmtpSink.start();
                TestServer server =
                        TestServer.with(
                                        (Router)
                                                (_, _) ->
                                                        new RoutingDecision.Via(
                                                                "smtp",
                                                                List.of(
                                                                        new NextHop(
                                                                                "127.0.0.1",
                                                                                other.port(),
                                                                                0))))
                                .start()) {
            server.send("alice@client.test", "bob@example.test", "hello");

            other.awaitMessages(1);
            assertThat(server.sink().messages()).isEmpty();
        }
    }

    @Test
    void policyRefusesAtItsStage() throws Exception {
        RecipientPolicy noTraps =
                (_, recipient) ->
                        recipient.mailbox().localPart().startsWith("trap-")
                                ? Verdict.reject(1, 1, "no such user")
                                : Verdict.pass();
        try (TestServer server = TestServer.with(noTraps).start()) {
            assertThat(server.send("a@client.test", "trap-1@local.test", "spam").code())
                    .isEqualTo(550);
            assertThat(server.awaitEvents(MailEvent.Refused.class, 1))
                    .singleElement()
                    .extracting(MailEvent.Refused::reply)
                    .asString()
                    .contains("no such user");
            assertThat(server.send("a@client.test", "bob@local.test", "ham").code()).isEqualTo(250);
        }
    }

    @Test
    void brokenPluginIsATemporaryFailureThatNamesIt() throws Exception {
        RecipientPolicy broken =
                (_, _) -> {
                    throw new IllegalStateException("a bug");
                };
        try (TestServer server =
                TestServer.with().with(broken, Map.of("postern.name", "broken")).start()) {
            assertThat(server.send("a@client.test", "bob@local.test", "ham").code()).isEqualTo(451);
            assertThat(server.awaitEvents(MailEvent.HookFailed.class, 1))
                    .singleElement()
                    .extracting(MailEvent.HookFailed::hook)
                    .asString()
                    .contains("broken");
        }
    }

    @Test
    void transportIsFoundByItsName() throws Exception {
        List<String> carried = new CopyOnWriteArrayList<>();
        Transport box =
                attempt -> {
                    attempt.recipients().forEach(to -> carried.add(to.mailbox().toString()));
                    return DeliveryReport.of(
                            attempt.recipients(),
                            new DeliveryOutcome.Delivered(
                                    new Status.Success(0, 0, "kept"),
                                    Peer.NONE,
                                    DeliveryOutcome.Reach.MAILBOX));
                };
        Router toBox = (_, _) -> new RoutingDecision.Via("box", List.of());
        try (TestServer server = TestServer.with(toBox).with("box", box).start()) {
            server.send("a@client.test", "bob@local.test", "ham");
            server.awaitEvents(MailEvent.Finished.class, 1);
        }
        assertThat(carried).containsExactly("bob@local.test");
    }

    @Test
    void namesAreThoseOfTheStubDns() throws Exception {
        String internet =
                """
                routers:
                  - name: internet
                    type: mx
                    transport: smtp
                transports:
                  smtp:
                    type: smtp
                """;
        try (TestServer server = TestServer.with().configuration(internet).start()) {
            server.dns().add("nomail.test", "MX", "0 .");
            server.send("a@client.test", "bob@nomail.test", "ham");

            assertThat(server.awaitEvents(MailEvent.Attempted.class, 1))
                    .singleElement()
                    .extracting(MailEvent.Attempted::outcome)
                    .isInstanceOf(DeliveryOutcome.Failed.class);
            assertThat(server.dns().queries()).isPositive();
        }
    }

    @Test
    void twoServersRunSideBySide() throws Exception {
        try (TestServer one = TestServer.with().file("conf/sink", "${sink}").start();
                TestServer two = TestServer.with().start()) {
            one.send("a@client.test", "bob@example.test", "to one");
            two.send("a@client.test", "bob@example.test", "to two");

            assertThat(one.home().resolve("conf/sink"))
                    .hasContent("127.0.0.1:" + one.sink().port());
            assertThat(one.sink().awaitMessages(1)).hasSize(1);
            assertThat(two.sink().awaitMessages(1)).hasSize(1);
        }
    }

    @Test
    void objectThatIsNoPluginIsRefused() {
        assertThatThrownBy(() -> TestServer.with("no plugin"))
                .hasMessageContaining("java.lang.String implements no interface");
    }
}
