// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authenticator;
import io.postern.api.auth.Credentials;
import io.postern.api.mail.Status;
import io.postern.api.policy.CommandAnswer;
import io.postern.api.policy.CommandHandler;
import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.LoginPolicy;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;
import io.postern.api.policy.SenderPolicy;
import io.postern.api.policy.Verdict;
import io.postern.server.ListenerSettings.BareNewlines;
import io.postern.server.ListenerSettings.Role;
import io.postern.server.ListenerSettings.Tls;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Plays the transcripts, without a network and with TLS pretended. {@code C:} is sent with CRLF,
 * {@code c:} as octets with the escapes of a Java string, {@code S:} is the start of the next reply
 * line, {@code S*} the rest of it whatever that is. {@code ---} begins another connection, {@code
 * #} a comment, {@code =n} says that n messages have been accepted, {@code ~} that the last of them
 * has this text in it. {@code @} sets the listener up: {@code submission}, {@code starttls}, {@code
 * implicit}, {@code auth-in-clear}, {@code xclient}, {@code low-on-space}, or a limit and its
 * value.
 */
@Timeout(60)
class DialogueTest {
    @ParameterizedTest
    @MethodSource("transcripts")
    void transcriptIsPlayedAsWritten(Path transcript) throws Exception {
        List<String> lines = Files.readAllLines(transcript, StandardCharsets.UTF_8);
        TestServer server = server();
        lines.stream()
                .filter(line -> line.startsWith("@"))
                .forEach(line -> configure(server, line.substring(1).strip()));
        ServerContext context = server.context();
        MemoryClient client = MemoryClient.connect(context);
        Deque<String> pending = new ArrayDeque<>();
        for (int i = 0; i < lines.size(); i++) {
            String place = transcript.getFileName() + ":" + (i + 1);
            String line = lines.get(i);
            if (line.equals("---")) {
                client.close();
                client = MemoryClient.connect(context);
            } else if (line.equals("S*")) {
                pending.clear();
            } else if (line.startsWith("S:")) {
                if (pending.isEmpty()) {
                    pending.addAll(client.lines());
                }
                assertThat(pending.removeFirst()).as(place).startsWith(line.substring(3));
            } else {
                assertThat(pending).as(place).isEmpty();
                act(line, place, client, server.spool);
            }
        }
        client.close();
        assertThat(server.spool.open).hasValue(0);
    }

    private static void act(String line, String place, MemoryClient client, MemorySpool spool) {
        if (line.startsWith("C:")) {
            client.send(line.substring(Math.min(3, line.length())) + "\r\n");
        } else if (line.startsWith("c:")) {
            client.send(line.substring(3).translateEscapes().getBytes(StandardCharsets.ISO_8859_1));
        } else if (line.startsWith("=")) {
            assertThat(spool.accepted).as(place).hasSize(Integer.parseInt(line.substring(1)));
        } else if (line.startsWith("~")) {
            assertThat(spool.accepted.getLast().text())
                    .as(place)
                    .contains(line.substring(1).strip().translateEscapes());
        } else if (line.equals("closed")) {
            client.expectClosed();
        }
    }

    private static void configure(TestServer server, String line) {
        ListenerSettings now = server.settings();
        switch (line) {
            case "submission" -> server.settings(with(now, now.tls(), Role.SUBMISSION, false));
            case "auth-in-clear" -> server.settings(with(now, now.tls(), now.role(), true));
            case "low-on-space" -> server.spool.lowOnSpace = true;
            case "starttls" -> server.settings(with(now, Tls.STARTTLS, now.role(), false));
            case "implicit" -> server.settings(with(now, Tls.IMPLICIT, now.role(), false));
            default -> {
                String[] limit = line.split(" ", 2);
                if (limit[0].endsWith("Size")) {
                    server.limit(limit[0], Long.valueOf(limit[1]));
                } else {
                    server.limit(limit[0], Integer.valueOf(limit[1]));
                }
            }
            case "bare-newline" ->
                    server.settings(
                            new ListenerSettings(
                                    now.name(),
                                    now.tls(),
                                    now.role(),
                                    now.proxies(),
                                    now.xclients(),
                                    BareNewlines.NORMALIZE,
                                    now.bareNewlineClients(),
                                    now.authInClear(),
                                    now.greetingDelay()));
            case "handlers" ->
                    server.with(
                            CommandHandler.class,
                            (verb, argument, _) -> handle(verb, argument),
                            Map.of(
                                    CommandHandler.VERBS,
                                    new String[] {"VRFY", "ETRN"},
                                    CommandHandler.KEYWORDS,
                                    new String[] {"ETRN", "NO GOOD\u00e4"}));
            case "xclient" ->
                    server.settings(
                            new ListenerSettings(
                                    now.name(),
                                    now.tls(),
                                    now.role(),
                                    now.proxies(),
                                    _ -> true,
                                    now.bareNewlines(),
                                    now.bareNewlineClients(),
                                    now.authInClear(),
                                    now.greetingDelay()));
        }
    }

    private static ListenerSettings with(
            ListenerSettings now, Tls tls, Role role, boolean authInClear) {
        return new ListenerSettings(
                now.name(),
                tls,
                role,
                now.proxies(),
                now.xclients(),
                now.bareNewlines(),
                now.bareNewlineClients(),
                authInClear,
                now.greetingDelay());
    }

    static Stream<Path> transcripts() {
        try {
            Path folder = Path.of("src/test/resources/dialogue");
            return Files.list(folder).filter(file -> file.toString().endsWith(".smtp")).sorted();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestServer server() {
        return new TestServer()
                .with(
                        HeloPolicy.class,
                        client ->
                                client.helo().orElseThrow().equals("liar.test")
                                        ? Verdict.reject(7, 1, "no liars")
                                        : Verdict.pass())
                .with(SenderPolicy.class, transaction -> bySender(transaction.reversePath() + ""))
                .with(RecipientPolicy.class, (_, to) -> byRecipient(to.mailbox().localPart()))
                .with(RelayPolicy.class, (_, to) -> relay(to.mailbox().localPart()))
                .with(
                        Authenticator.class,
                        (credentials, _) -> login(credentials),
                        Map.of(Authenticator.CREDENTIALS, new String[] {"password"}))
                .with(LoginPolicy.class, (_, account) -> byAccount(account))
                .with(
                        MessagePolicy.class,
                        (_, message) -> byMessage(message.header("Subject").orElse("")));
    }

    private static Authentication login(Credentials credentials) {
        if (!(credentials instanceof Credentials.Password(String account, String password))) {
            throw new IllegalStateException("asked for more than a password");
        }
        return switch (account) {
            case "later" -> new Authentication.Defer(new Status.Transient(3, 0, "directory down"));
            case "throws" -> throw new IllegalStateException("on purpose");
            default -> password.equals("secret") ? known(account) : new Authentication.Refused();
        };
    }

    private static Authentication known(String account) {
        return switch (account) {
            case "alice@local.test" -> new Authentication.Identity(account, List.of(account));
            case "domain@local.test" ->
                    new Authentication.Identity(account, List.of("@relay.test"));
            case "barred@local.test", "busy@local.test", "odd@local.test" ->
                    new Authentication.Identity(account, List.of(account));
            case "all@local.test" -> new Authentication.Identity(account, List.of("*"));
            default -> new Authentication.Pass();
        };
    }

    private static Verdict byAccount(String account) {
        return switch (account) {
            case "barred@local.test" -> Verdict.reject(7, 1, "not from there");
            case "busy@local.test" -> Verdict.defer(7, 0, "not now");
            case "odd@local.test" -> throw new IllegalStateException("on purpose");
            case "all@local.test" -> Verdict.accept();
            default -> Verdict.pass();
        };
    }

    private static CommandAnswer handle(String verb, String argument) {
        return switch (verb + " " + argument) {
            case "VRFY alice" -> answer(1, 5, "<alice@local.test>");
            case "VRFY throws" -> throw new IllegalStateException("on purpose");
            case "ETRN relay.test" -> answer(0, 0, "queuing for relay.test");
            default -> new CommandAnswer.Pass();
        };
    }

    private static CommandAnswer answer(int subject, int detail, String text) {
        return new CommandAnswer.Reply(250, new Status.Success(subject, detail, text));
    }

    private static Verdict bySender(String path) {
        return switch (path) {
            case "spammer@bad.test" -> Verdict.reject(7, 1, "go away");
            case "later@bad.test" -> Verdict.defer(7, 1, "later");
            default -> Verdict.pass();
        };
    }

    private static Verdict byRecipient(String localPart) {
        return switch (localPart) {
            case "nobody" -> Verdict.reject(1, 1, "no such user");
            case "full" -> Verdict.defer(2, 2, "mailbox full");
            case "accepted" -> Verdict.accept();
            default -> Verdict.pass();
        };
    }

    private static RelayDecision relay(String localPart) {
        return switch (localPart) {
            case "permitted" -> new RelayDecision.Permit();
            case "denied" -> new RelayDecision.Deny(new Status.Permanent(7, 1, "not you"));
            case "trouble" -> throw new IllegalStateException("on purpose");
            default -> new RelayDecision.Pass();
        };
    }

    private static MessageVerdict byMessage(String subject) {
        return switch (subject) {
            case "reject" -> new MessageVerdict.Reject(new Status.Permanent(7, 1, "not with us"));
            case "defer" -> new MessageVerdict.Defer(new Status.Transient(7, 1, "not now"));
            case "discard" -> new MessageVerdict.Discard("test");
            case "throw" -> throw new IllegalStateException("on purpose");
            default -> new MessageVerdict.Pass();
        };
    }
}
