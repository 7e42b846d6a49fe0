// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Status;
import io.postern.api.policy.HeaderEdit;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;
import io.postern.api.policy.PolicyAnswer;
import io.postern.api.policy.PolicyQuestion;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;
import io.postern.api.policy.Verdict;
import io.postern.server.PretendSession.Letter;
import io.postern.server.PretendSession.Visitor;
import io.postern.testkit.RawSmtpClient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

@Timeout(60)
class AnswerListenerIT {
    private final List<String> told = new CopyOnWriteArrayList<>();

    private TestServer server() {
        return new TestServer()
                .with(RelayPolicy.class, (_, _) -> new RelayDecision.Permit())
                .with(
                        RecipientPolicy.class,
                        (_, to) ->
                                to.toString().startsWith("no")
                                        ? Verdict.defer(7, 1, "not now")
                                        : Verdict.pass())
                .with(
                        MessagePolicy.class,
                        (_, _) -> new MessageVerdict.Edit(List.of(new HeaderEdit.Add("X-A", "b"))))
                .with(
                        MessagePolicy.class,
                        (_, message) ->
                                new MessageVerdict.Reject(
                                        new Status.Permanent(
                                                7, 1, message.header("X-A").orElse(""))))
                .telling(
                        (_, _) -> {
                            throw new IllegalStateException("broken");
                        })
                .telling(this::note);
    }

    private void note(PolicyQuestion question, PolicyAnswer answer) {
        String about =
                question instanceof PolicyQuestion.OnMessage(_, var message)
                        ? message.header("X-A").isPresent() ? "edited" : "as it came"
                        : "";
        told.add(
                String.join(
                        " ",
                        question.getClass().getSimpleName(),
                        answer.verdict(),
                        answer.code(),
                        answer.by(),
                        about));
    }

    @Test
    void eachStageIsToldOnceWithItsQuestionAsItWasAndItsAnswer() throws Exception {
        try (TestServer server = server().start();
                RawSmtpClient client = server.client()) {
            client.expect(
                    550,
                    client.transaction(
                            "a@b.test",
                            List.of("b@elsewhere.test"),
                            "Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII)));
        }
        assertThat(told)
                .containsExactly(
                        "OnConnect pass   ",
                        "OnHelo pass   ",
                        "OnSender pass   ",
                        "OnRelay permit  RelayPolicy-0 ",
                        "OnRecipient pass   ",
                        "OnMessage reject 5.7.1 MessagePolicy-1 as it came");
    }

    @Test
    void sessionThatPretendsIsNotTold() throws Exception {
        Visitor visitor =
                new Visitor(
                        "smtp",
                        InetAddress.ofLiteral("192.0.2.1"),
                        "client.test",
                        false,
                        Optional.empty(),
                        "");
        assertThat(
                        new PretendDialogue(server().context(), visitor)
                                .run(new Letter("a@b.test", List.of("no@x.test"), Optional.of(""))))
                .isNotEmpty();
        assertThat(told).isEmpty();
    }
}
