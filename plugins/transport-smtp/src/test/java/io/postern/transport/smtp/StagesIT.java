// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import static io.postern.testkit.SinkAction.drop;
import static io.postern.testkit.SinkAction.reply;
import static io.postern.transport.smtp.SmtpBench.assertDeferred;
import static io.postern.transport.smtp.SmtpBench.assertDelivered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.postern.api.mail.Envelope.BodyType;
import io.postern.api.mail.MailOptions;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.DeliveryOutcome;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.TlsLevel;
import io.postern.sasl.ClientLogin;
import io.postern.sasl.ClientMechanism;
import io.postern.testkit.SinkAction;
import io.postern.testkit.SinkMessage;
import io.postern.testkit.SmtpSink;
import io.postern.testkit.Stage;
import io.postern.testkit.TestAttempt;
import io.postern.testkit.TestCertificates;
import io.postern.testkit.TestMessage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A host that leaves at any stage of a dialogue with everything in it: HELO, TLS, a login, RSET,
 * DATA or BDAT. Whatever it does, each recipient has an outcome, the message isn't doubled, and
 * where the host can't have it yet the next one gets it.
 */
@Timeout(60)
class StagesIT {
    private static final TestCertificates AUTHORITY = TestCertificates.authority("stages CA");
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final SinkAction[] LOSS = {drop()};
    private static final SinkAction[] CLOSING = {reply("421 4.3.2 going down"), drop()};

    private final SmtpBench bench = new SmtpBench();
    private final SmtpSink second = SmtpSink.start();

    @TempDir Path folder;

    /** How a message goes: what is offered and what must be in the dialogue because of it. */
    enum Way {
        STEP("X-NONE"),
        PIPELINED("PIPELINING"),
        CHUNKED("CHUNKING", "BINARYMIME", "8BITMIME");

        private final String[] keywords;

        Way(String... keywords) {
            this.keywords = keywords;
        }
    }

    @BeforeEach
    void everything() {
        bench.tls(TlsLevel.ENCRYPT, AUTHORITY.writeRoot(folder.resolve("ca.pem")));
        bench.auth(
                new Auth(
                        Optional.of(LoginSource.fixed(new ClientLogin.Password("relay", "pencil"))),
                        EnumSet.allOf(ClientMechanism.class),
                        false,
                        ""));
    }

    @AfterEach
    void close() {
        second.close();
        bench.close();
    }

    static Stream<Arguments> stages() {
        return Stream.of(Way.values())
                .flatMap(
                        way ->
                                Stream.of(Stage.values())
                                        .filter(stage -> isPassed(way, stage))
                                        .map(stage -> arguments(way, stage)));
    }

    private static boolean isPassed(Way way, Stage stage) {
        return switch (stage) {
            case GREETING, EHLO, STARTTLS, AUTH, MAIL, RCPT, MESSAGE, QUIT -> true;
            case DATA, CONTENT -> way != Way.CHUNKED;
            case HELO, RSET, BDAT, OTHER -> false;
        };
    }

    @ParameterizedTest
    @MethodSource("stages")
    void thePeerDropsTheConnection(Way way, Stage stage) throws InterruptedException {
        leaves(way, stage, LOSS);
        judge(stage, bench.outcome(attempt(way)), false);
    }

    @ParameterizedTest
    @MethodSource("stages")
    void thePeerSaysThatItCloses(Way way, Stage stage) throws InterruptedException {
        leaves(way, stage, CLOSING);
        judge(stage, bench.outcome(attempt(way)), true);
    }

    private void judge(Stage stage, DeliveryOutcome outcome, boolean said)
            throws InterruptedException {
        bench.sink.awaitSessions(1);
        assertThat(bench.sink.sessions()).hasSize(1);
        switch (stage) {
            case QUIT -> {
                assertDelivered(outcome);
                assertThat(bench.sink.messages()).hasSize(1);
            }
            case CONTENT, MESSAGE -> {
                Blame blame = said ? Blame.DESTINATION : Blame.MESSAGE;
                assertDeferred(outcome, said ? "4.3.2" : "4.4.2", blame);
                assertThat(bench.sink.messages()).noneMatch(SinkMessage::accepted);
            }
            default -> {
                assertDeferred(outcome, said ? "4.3.2" : "4.4.2", Blame.DESTINATION);
                assertThat(bench.sink.messages()).isEmpty();
            }
        }
        // Where the answer to the end is lost the host may have it all the same. A small message is
        // sent to its end before anybody can know that the host has gone.
        boolean doubtful = (stage == Stage.CONTENT || stage == Stage.MESSAGE) && !said;
        assertThat(outcome instanceof DeliveryOutcome.Deferred deferred && deferred.doubtful())
                .isEqualTo(doubtful);
    }

    /** Both recipients get it from the next host, unless the first may have it. */
    @ParameterizedTest
    @MethodSource("stages")
    void theNextHostGetsWhatTheFirstCanNotHave(Way way, Stage stage) throws InterruptedException {
        leaves(way, stage, LOSS);
        offer(second, way);
        TestAttempt both =
                attempt(way)
                        .via(
                                new NextHop("mx.sink.test", bench.sink.port(), 0),
                                new NextHop("mx.sink.test", second.port(), 10));
        DeliveryOutcome outcome = bench.outcome(both);
        boolean mayHave = stage == Stage.CONTENT || stage == Stage.MESSAGE;
        if (mayHave) {
            assertThat(outcome).isInstanceOf(DeliveryOutcome.Deferred.class);
        } else {
            assertDelivered(outcome);
        }
        long taken =
                Stream.concat(bench.sink.messages().stream(), second.messages().stream())
                        .filter(SinkMessage::accepted)
                        .count();
        assertThat(taken).isEqualTo(mayHave ? 0 : 1);
        assertThat(second.sessions()).hasSize(mayHave || stage == Stage.QUIT ? 0 : 1);
    }

    /** On a connection that was kept for it: a loss there says nothing of the host. */
    @ParameterizedTest
    @MethodSource("stages")
    void theSecondMessageOfAConnectionIsNotDoubled(Way way, Stage stage)
            throws InterruptedException {
        bench.reuse(new Reuse(LONG, 100, LONG));
        offer(bench.sink, way);
        SmtpTransport transport = bench.transport();
        SmtpBench.deliver(transport, attempt(way));
        bench.sink.clearRules();
        bench.sink.at(stage).nth(1).does(LOSS);
        bench.sink.at(Stage.AUTH).does(new SinkAuth("relay", "pencil"));
        DeliveryReport report = SmtpBench.deliver(transport, attempt(way));
        transport.close();
        boolean mayHave = stage == Stage.CONTENT || stage == Stage.MESSAGE;
        assertThat(report.outcomes().values())
                .allMatch(outcome -> mayHave != (outcome instanceof DeliveryOutcome.Delivered));
        assertThat(bench.sink.messages().stream().filter(SinkMessage::accepted))
                .hasSize(mayHave ? 1 : 2);
    }

    private void leaves(Way way, Stage stage, SinkAction... steps) {
        bench.sink.at(stage).does(steps);
        offer(bench.sink, way);
    }

    private static void offer(SmtpSink sink, Way way) {
        String[] offered = new String[way.keywords.length + 1];
        System.arraycopy(way.keywords, 0, offered, 0, way.keywords.length);
        offered[way.keywords.length] = "AUTH PLAIN";
        sink.keywords(offered).tls(AUTHORITY.server("mx.sink.test").context());
        sink.at(Stage.AUTH).does(new SinkAuth("relay", "pencil"));
    }

    private TestAttempt attempt(Way way) {
        TestAttempt attempt = bench.attempt();
        return way == Way.CHUNKED
                ? attempt.message(TestMessage.of("Subject: x\r\n\r\n\u0000binary"))
                        .options(MailOptions.of(BodyType.BINARY_MIME))
                : attempt;
    }
}
