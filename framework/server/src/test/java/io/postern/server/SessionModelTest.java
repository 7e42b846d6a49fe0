// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authenticator;
import io.postern.api.auth.Credentials;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.SenderPolicy;
import io.postern.api.policy.Verdict;
import io.postern.server.ListenerSettings.Role;
import io.postern.server.ListenerSettings.Tls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random commands against a model of the states (RELIABILITY C-5): each is answered as the model
 * says, so that no rejection leaves anything behind. {@code -Dpostern.fuzz.steps=1000000} for more.
 */
@Timeout(1800)
class SessionModelTest {
    private static final int STEPS = Integer.getInteger("postern.fuzz.steps", 20_000);
    private static final String GOOD = "AUTH PLAIN AGFsaWNlQGxvY2FsLnRlc3QAc2VjcmV0";
    private static final String BAD = "AUTH PLAIN AGFsaWNlQGxvY2FsLnRlc3QAd3Jvbmc=";

    private enum Step {
        EHLO("EHLO client.test\r\n"),
        HELO("HELO client.test\r\n"),
        MAIL("MAIL FROM:<alice@local.test>\r\n"),
        MAIL_BINARY("MAIL FROM:<alice@local.test> BODY=BINARYMIME\r\n"),
        MAIL_REJECTED("MAIL FROM:<spam@local.test>\r\n"),
        RCPT("RCPT TO:<bob@local.test>\r\n"),
        RCPT_FOREIGN("RCPT TO:<bob@foreign.test>\r\n"),
        RCPT_REJECTED("RCPT TO:<nobody@local.test>\r\n"),
        DATA("DATA\r\n", "QUIT\r\n.\r\n"),
        DATA_FLAWED("DATA\r\n", "a\nb\r\n.\r\n"),
        BDAT("BDAT 6\r\nQUIT\r\n"),
        BDAT_LAST("BDAT 6 LAST\r\nQUIT\r\n"),
        BDAT_FLAWED("BDAT 5\r\na\nb\r\n"),
        RSET("RSET\r\n"),
        NOOP("NOOP x\r\n"),
        VRFY("VRFY bob\r\n"),
        GARBAGE("FROB\r\n"),
        STARTTLS("STARTTLS\r\n"),
        AUTH(GOOD + "\r\n"),
        AUTH_FAILED(BAD + "\r\n"),
        AUTH_CANCELLED("AUTH PLAIN\r\n", "*\r\n"),
        QUIT("QUIT\r\n");

        private final String octets;
        private final String then;

        Step(String octets) {
            this(octets, "");
        }

        Step(String octets, String then) {
            this.octets = octets;
            this.then = then;
        }
    }

    /** What the server must say, and what it must remember. */
    private static final class Model {
        private String hello = "";
        private boolean secure;
        private boolean login;
        private boolean transaction;
        private boolean binary;
        private boolean chunks;
        private int recipients;
        private int accepted;

        /** The codes of the replies to a step. */
        List<Integer> replies(Step step) {
            boolean plain = !transaction && !hello.isEmpty();
            return switch (step) {
                case EHLO, HELO -> begin(step.name());
                case MAIL -> List.of(mail(false));
                case MAIL_BINARY -> List.of(hello.equals("EHLO") ? mail(true) : 555);
                case MAIL_REJECTED -> List.of(plain && login ? 550 : plain ? 530 : 503);
                case RCPT -> List.of(transaction && !chunks ? recipient() : 503);
                case RCPT_FOREIGN, RCPT_REJECTED -> List.of(transaction && !chunks ? 550 : 503);
                case DATA -> data(250);
                case DATA_FLAWED -> data(550);
                case BDAT, BDAT_LAST, BDAT_FLAWED -> List.of(chunk(step));
                case RSET -> begin(hello);
                case NOOP -> List.of(250);
                case VRFY -> List.of(252);
                case GARBAGE -> List.of(500);
                case QUIT -> List.of(221);
                case STARTTLS -> List.of(plain && !secure && isExtended() ? startTls() : 503);
                case AUTH, AUTH_FAILED, AUTH_CANCELLED ->
                        !plain || login || !isExtended() ? List.of(503) : auth(step);
            };
        }

        private boolean isExtended() {
            return hello.equals("EHLO");
        }

        private List<Integer> begin(String said) {
            hello = said;
            transaction = false;
            chunks = false;
            return List.of(250);
        }

        private int mail(boolean inBinary) {
            if (transaction || hello.isEmpty()) {
                return 503;
            }
            transaction = login;
            binary = inBinary;
            recipients = 0;
            return login ? 250 : 530;
        }

        private int recipient() {
            recipients++;
            return 250;
        }

        private List<Integer> data(int end) {
            if (!transaction || chunks || binary) {
                return List.of(503);
            }
            if (recipients == 0) {
                return List.of(554);
            }
            accepted += end == 250 ? 1 : 0;
            transaction = false;
            return List.of(354, end);
        }

        private int chunk(Step step) {
            if (!transaction || recipients == 0) {
                return transaction ? 554 : 503;
            }
            boolean flawed = step == Step.BDAT_FLAWED && !(binary && chunks);
            chunks = !flawed && step != Step.BDAT_LAST;
            transaction = chunks;
            accepted += step == Step.BDAT_LAST ? 1 : 0;
            return flawed ? 550 : 250;
        }

        private int startTls() {
            hello = "";
            secure = true;
            login = false;
            return 220;
        }

        private List<Integer> auth(Step step) {
            if (!secure) {
                return List.of(538);
            }
            login = step == Step.AUTH;
            return switch (step) {
                case AUTH -> List.of(235);
                case AUTH_FAILED -> List.of(535);
                default -> List.of(334, 501);
            };
        }
    }

    @Test
    void everyCommandIsAnsweredAsTheStateDemands() {
        TestServer server = server();
        ServerContext context = server.context();
        long seed = Long.getLong("postern.fuzz.seed", 5321);
        Random random = new Random(seed);
        Model model = new Model();
        MemoryClient client = connect(context);
        List<Step> past = new ArrayList<>();
        int accepted = 0;
        for (int i = 0; i < STEPS; i++) {
            Step step = next(random);
            past.add(step);
            assertThat(say(client, step))
                    .as("seed %d: %s", seed, past)
                    .isEqualTo(model.replies(step));
            if (step == Step.QUIT || past.size() == 500) {
                client.close();
                accepted += model.accepted;
                assertThat(server.spool.accepted).as("%s", past).hasSize(accepted);
                assertThat(server.spool.open).hasValue(0);
                client = connect(context);
                model = new Model();
                past.clear();
            }
        }
        client.close();
    }

    /** Rarely what ends the session, more often what leads far into one. */
    private static Step next(Random random) {
        Step[] likely = {Step.MAIL, Step.RCPT, Step.BDAT, Step.MAIL_BINARY, Step.AUTH, Step.EHLO};
        if (random.nextInt(3) == 0) {
            return likely[random.nextInt(likely.length)];
        }
        Step any = Step.values()[random.nextInt(Step.values().length)];
        return any == Step.QUIT && random.nextInt(4) > 0 ? Step.NOOP : any;
    }

    private static MemoryClient connect(ServerContext context) {
        MemoryClient client = MemoryClient.connect(context);
        client.reply();
        return client;
    }

    private static List<Integer> say(MemoryClient client, Step step) {
        List<Integer> codes = new ArrayList<>();
        codes.add(code(client.send(step.octets)));
        if (codes.getFirst() / 100 == 3) {
            codes.add(code(client.send(step.then)));
        }
        return codes;
    }

    private static int code(MemoryClient client) {
        return Integer.parseInt(client.reply().substring(0, 3));
    }

    private static TestServer server() {
        ListenerSettings plain = ListenerSettings.plain("submission");
        TestServer server =
                new TestServer()
                        .settings(
                                new ListenerSettings(
                                        plain.name(),
                                        Tls.STARTTLS,
                                        Role.SUBMISSION,
                                        plain.proxies(),
                                        plain.xclients(),
                                        plain.bareNewlines(),
                                        plain.bareNewlineClients(),
                                        false,
                                        plain.greetingDelay()))
                        .with(
                                Authenticator.class,
                                (credentials, _) -> login(credentials),
                                Map.of(Authenticator.CREDENTIALS, new String[] {"password"}))
                        .with(SenderPolicy.class, t -> verdict(t.reversePath() + "", "spam@"))
                        .with(RecipientPolicy.class, (_, to) -> verdict(to + "", "nobody@"));
        for (String limit :
                List.of(
                        "errors",
                        "junkCommands",
                        "messagesPerConnection",
                        "authFailures",
                        "authFailuresPerAddress",
                        "authFailuresPerAccount")) {
            server.limit(limit, Integer.MAX_VALUE);
        }
        return server;
    }

    private static Verdict verdict(String address, String bad) {
        return address.startsWith(bad) ? Verdict.reject(7, 1, "no") : Verdict.pass();
    }

    private static Authentication login(Credentials credentials) {
        return credentials instanceof Credentials.Password(String account, String password)
                        && password.equals("secret")
                ? new Authentication.Identity(account, List.of("@local.test"))
                : new Authentication.Refused();
    }
}
