// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.postern.api.mail.Status;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;
import io.postern.api.policy.Verdict;
import io.postern.server.PretendSession.Exchange;
import io.postern.server.PretendSession.Letter;
import io.postern.server.PretendSession.Visitor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

@Timeout(60)
class PretendSessionTest {
    private static final Visitor VISITOR =
            new Visitor(
                    "smtp",
                    InetAddress.ofLiteral("192.0.2.1"),
                    "client.test",
                    false,
                    Optional.empty(),
                    "");

    @Test
    void eachReplyNamesTheHookThatGaveItAndNothingIsKept() throws Exception {
        TestServer server =
                new TestServer()
                        .with(RelayPolicy.class, (t, _) -> permitOnly(t.client().address()))
                        .with(RecipientPolicy.class, (_, to) -> unlessNobody(to.toString()))
                        .with(
                                MessagePolicy.class,
                                (_, message) ->
                                        message.header("Subject").orElse("").equals("spam")
                                                ? new MessageVerdict.Reject(
                                                        new Status.Permanent(7, 1, "no spam"))
                                                : new MessageVerdict.Pass());
        List<String> to = List.of("b@local.test", "x@foreign.test", "nobody@local.test");
        List<Exchange> exchanges =
                new PretendDialogue(server.context(), VISITOR)
                        .run(new Letter("a@b.test", to, Optional.of("Subject: spam\n\n.\ntext")));
        assertThat(exchanges)
                .extracting(exchange -> exchange.command() + "|" + exchange.by())
                .containsExactly(
                        "|core",
                        "EHLO client.test|core",
                        "MAIL FROM:<a@b.test>|core",
                        "RCPT TO:<b@local.test>|local domain",
                        "RCPT TO:<x@foreign.test>|RelayPolicy-0",
                        "RCPT TO:<nobody@local.test>|RecipientPolicy-0",
                        "DATA|core",
                        "(message)|MessagePolicy-0",
                        "QUIT|core");
        assertThat(exchanges.get(1).reply()).startsWith("250-mx.test greets [192.0.2.1]\n250-");
        assertThat(exchanges.get(7).reply()).isEqualTo("550 5.7.1 no spam");
        assertThat(server.spool.accepted).isEmpty();
        assertThat(server.events).isEmpty();
    }

    @Test
    void acceptedMessageIsForgotten() throws Exception {
        TestServer server = new TestServer();
        List<Exchange> exchanges =
                new PretendDialogue(server.context(), VISITOR)
                        .run(new Letter("", List.of("b@local.test"), Optional.of("x")));
        assertThat(exchanges.get(5).reply()).isEqualTo("250 2.0.0 Ok: queued as pretended");
        assertThat(server.spool.accepted).isEmpty();
        assertThat(server.events).isEmpty();
    }

    @Test
    void refusalEndsItEarly() throws Exception {
        TestServer server =
                new TestServer()
                        .with(RecipientPolicy.class, (_, to) -> unlessNobody(to.toString()));
        List<Exchange> exchanges =
                new PretendDialogue(server.context(), VISITOR)
                        .run(new Letter("", List.of("nobody@local.test"), Optional.of("x")));
        assertThat(exchanges)
                .extracting(Exchange::command)
                .containsExactly(
                        "",
                        "EHLO client.test",
                        "MAIL FROM:<>",
                        "RCPT TO:<nobody@local.test>",
                        "QUIT");
    }

    @Test
    void controlCharactersAreNoCommands() {
        PretendDialogue dialogue = new PretendDialogue(new TestServer().context(), VISITOR);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                dialogue.run(
                                        new Letter("a>\r\nQUIT", List.of("b"), Optional.empty())));
    }

    private static RelayDecision permitOnly(InetAddress address) {
        return address.getHostAddress().equals("192.0.2.1")
                ? new RelayDecision.Permit()
                : new RelayDecision.Pass();
    }

    private static Verdict unlessNobody(String recipient) {
        return recipient.startsWith("nobody") ? Verdict.reject(1, 1, "no user") : Verdict.pass();
    }
}
