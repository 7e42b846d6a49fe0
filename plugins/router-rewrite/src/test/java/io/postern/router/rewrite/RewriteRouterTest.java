// SPDX-License-Identifier: Apache-2.0
package io.postern.router.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReturnPath;
import io.postern.api.mail.ReversePath;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingContext;
import io.postern.api.routing.RoutingDecision;
import io.postern.testkit.Addresses;
import io.postern.testkit.RouterContract;
import io.postern.testkit.TestHost;
import io.postern.testkit.TestRouting;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.List;

@Timeout(60)
class RewriteRouterTest implements RouterContract {
    private static final String[] CHANNELS = {
        "{'name':'lan','domains':['*.lan.test','lan.test']}",
        "{'name':'here','domains':['local']}",
        "{'name':'world','domains':['*.test','example.org']}"
    };
    private static final String OLD = "{'to':'*@old.example','becomes':'{1}@new.example'}";

    @Override
    public Router router() {
        return router(OLD);
    }

    @Override
    public Recipient recipient() {
        return Addresses.recipient("alice@old.example");
    }

    private static RewriteRouter router(String... rules) {
        return new RewriteRouter(options(CHANNELS, rules));
    }

    private static RewriteRouter.Options options(String[] channels, String[] rules) {
        return new RewriteRouter.Options() {
            @Override
            public String[] channels() {
                return json(channels);
            }

            @Override
            public String[] rules() {
                return json(rules);
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return RewriteRouter.Options.class;
            }
        };
    }

    private static String[] json(String[] texts) {
        String[] quoted = texts.clone();
        for (int i = 0; i < quoted.length; i++) {
            quoted[i] = quoted[i].replace('\'', '"');
        }
        return quoted;
    }

    private static RoutingContext from(String sender) {
        return TestRouting.on(TestHost.named("mx.postern.test").local("local.test")).from(sender);
    }

    private static RoutingDecision ask(RewriteRouter router, String sender, String to) {
        return router.route(Addresses.recipient(to), from(sender));
    }

    private static RoutingDecision redirect(String to) {
        return new RoutingDecision.Redirect(List.of(Addresses.mailbox(to)));
    }

    private static RoutingDecision redirect(String to, String sender) {
        return new RoutingDecision.Redirect(
                List.of(Addresses.mailbox(to)),
                new ReturnPath.Own(new ReversePath.Of(Addresses.mailbox(sender))));
    }

    @ParameterizedTest
    @CsvSource({
        "*@old.example, {1}@new.example, Alice@OLD.example, Alice@new.example",
        "*@*.old.example, {1}.{2}@new.example, a@pc7.old.example, a.pc7@new.example",
        "*.*@old.example, {2}@{1}.new.example, pc7.a@old.example, a@pc7.new.example",
        "sales-*@*, sales@{2}, sales-x@any.example, sales@any.example",
        "info@old.example, bob@new.example, INFO@old.example, bob@new.example"
    })
    void whatStarsStandForGoesToWhereItsNumberIs(
            String to, String becomes, String recipient, String result) {
        RewriteRouter router = router("{'to':'" + to + "','becomes':'" + becomes + "'}");

        assertThat(ask(router, "x@y.test", recipient)).isEqualTo(redirect(result));
    }

    @Test
    void whoFitsNoRuleIsPassed() {
        assertThat(ask(router(OLD), "x@y.test", "alice@older.example"))
                .isEqualTo(new RoutingDecision.Pass());
    }

    @Test
    void channelsAreAMatrix() {
        RewriteRouter router =
                router(
                        "{'in':['here'],'out':['lan'],'to':'*@lan.test','becomes':'{1}@gate.lan.test'}",
                        "{'in':'lan','out':'world','from':'*@*','sender':'{1}@local.test'}",
                        "{'in':['world'],'out':['here'],'to':'*.*@*','becomes':'{2}@{1}.lan.test'}");

        assertThat(ask(router, "a@local.test", "b@lan.test"))
                .isEqualTo(redirect("b@gate.lan.test"));
        assertThat(ask(router, "a@pc.lan.test", "b@example.org"))
                .isEqualTo(redirect("b@example.org", "a@local.test"));
        assertThat(ask(router, "a@example.org", "pc7.ann@local.test"))
                .isEqualTo(redirect("ann@pc7.lan.test"));
        assertThat(ask(router, "a@example.org", "b@lan.test"))
                .isEqualTo(new RoutingDecision.Pass());
        assertThat(ask(router, "a@elsewhere.net", "pc7.ann@local.test"))
                .isEqualTo(new RoutingDecision.Pass());
    }

    @Test
    void recipientAndSenderComeFromTheFirstRuleThatSpeaksOfThem() {
        RewriteRouter router =
                router(
                        "{'from':'*@pc.lan.test','sender':'{1}@lan.test'}",
                        OLD, "{'sender':'never@asked.test'}");

        assertThat(ask(router, "ann@pc.lan.test", "bob@old.example"))
                .isEqualTo(redirect("bob@new.example", "ann@lan.test"));
    }

    @Test
    void theNullReversePathStaysOneAndIsInNoChannel() {
        RewriteRouter router =
                router(
                        "{'in':['world'],'to':'*@old.example','becomes':'{1}@no.example'}",
                        "{'to':'*@old.example','becomes':'{1}@new.example','sender':'x@y.test'}");

        assertThat(ask(router, "", "alice@old.example")).isEqualTo(redirect("alice@new.example"));
    }

    @Test
    void whatIsRewrittenAlreadyIsPassed() {
        RewriteRouter router = router("{'from':'*@*.lan.test','sender':'{1}@lan.test'}");

        assertThat(ask(router, "ann@lan.test", "bob@example.org"))
                .isEqualTo(new RoutingDecision.Pass());
        assertThat(ask(router("{'sender':'a@b.test'}"), "a@b.test", "bob@example.org"))
                .isEqualTo(new RoutingDecision.Pass());
    }

    @Test
    void whatIsCapturedIsData() {
        RewriteRouter router = router("{'to':'*@*.old.example','becomes':'{1}@{2}.new.example'}");
        Recipient strange = Recipient.of(Mailbox.of("{2}$1\\\"@x", "h.old.example"));

        assertThat(router.route(strange, from("x@y.test")))
                .isEqualTo(
                        new RoutingDecision.Redirect(
                                List.of(Mailbox.of("{2}$1\\\"@x", "h.new.example"))));
        assertThat(router.route(Recipient.of(Mailbox.of("a", "..x.old.example")), from("x@y.test")))
                .isInstanceOf(RoutingDecision.Unroutable.class);
    }

    @Test
    void patternsDoNotGetSlow() {
        RewriteRouter router = router("{'to':'*a*b@*c*d','becomes':'x@y.test'}");
        Recipient longest = Recipient.of(Mailbox.of("a".repeat(5000), "c".repeat(250)));
        long start = System.nanoTime();

        router.route(longest, from("x@y.test"));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{}; rules: rule 1: it has neither",
                "x; rules: rule 1: expected keys",
                "{'to':'old.example','becomes':'a@b.test'}; rules: rule 1: to:",
                "{'to':'*@*.*.*','becomes':'a@b.test'}; rules: rule 1: to:",
                "{'from':'@','sender':'a@b.test'}; rules: rule 1: from:",
                "{'to':'*@old.example','becomes':'{2}@b.test'}; rules: rule 1: becomes:",
                "{'to':'*@old.example','becomes':'{x}@b.test'}; rules: rule 1: becomes:",
                "{'to':'*@old.example','becomes':'{1}'}; rules: rule 1: becomes:",
                "{'to':'*@old.example','becomes':'a@b..test'}; rules: rule 1: becomes:",
                "{'to':'*@old.example','becomes':'x{1}@old.example'}; rules: rule 1: becomes:",
                "{'to':'*@*','becomes':'{1}@x.{2}'}; rules: rule 1: becomes:",
                "{'from':'*@old.example','sender':'{2}@b.test'}; rules: rule 1: sender:",
                "{'in':['moon'],'to':'*@a.test','becomes':'a@b.test'}; rules: rule 1: in:",
                "{'out':['moon'],'to':'*@a.test','becomes':'a@b.test'}; rules: rule 1: out:"
            })
    void badRulesAreRefusedByName(String rule, String message) {
        assertThatThrownBy(() -> router(rule))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("rewrite router: " + message);
    }

    @Test
    void badChannelsAreRefusedByName() {
        for (String[] channels :
                List.of(
                        new String[] {"{'name':'a'}"},
                        new String[] {
                            "{'name':'a','domains':['x.test']}", "{'name':'a','domains':'y.test'}"
                        })) {
            assertThatThrownBy(() -> new RewriteRouter(options(channels, new String[] {OLD})))
                    .hasMessageStartingWith("rewrite router: channels: ");
        }
        assertThatThrownBy(() -> router(new String[0]))
                .hasMessageStartingWith("rewrite router: rules: ");
    }
}
