// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.mail.Client;
import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.PolicyAnswer;
import io.postern.api.policy.PolicyQuestion;
import io.postern.script.Asked.Letter;
import io.postern.script.EnvelopeViews.ClientView;
import io.postern.script.EnvelopeViews.RecipientView;
import io.postern.script.EnvelopeViews.RoutingView;
import io.postern.script.EnvelopeViews.TransactionView;

import org.junit.jupiter.api.Test;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

class WitnessTest {
    private static final PolicyAnswer PASS = new PolicyAnswer("pass", "", "", List.of(), "");

    private final List<Asked> taken = new ArrayList<>();
    private final List<AskedSink> sinks = new ArrayList<>();
    private final Witness witness = new Witness(() -> sinks, InstantSource.system());

    private void watch(int body) {
        sinks.add(
                new AskedSink() {
                    @Override
                    public int bodyOctets() {
                        return body;
                    }

                    @Override
                    public void take(Asked asked) {
                        taken.add(asked);
                    }
                });
    }

    private void says(List<View> arguments, String by, String verdict) {
        witness.listen("onSender", arguments).accept(new Said(by, verdict, "", "", List.of()));
    }

    @Test
    void questionIsCopiedWithWhatEachScriptSaidOfIt() {
        watch(0);
        Transaction transaction =
                TestMail.transaction("192.0.2.7", "a@x.example", "b@y.example", "c@y.example");
        says(List.of(new TransactionView(new Scope(), transaction)), "one", "pass");
        says(List.of(new TransactionView(new Scope(), transaction)), "two", "reject");
        witness.onAnswer(
                new PolicyQuestion.OnSender(transaction),
                new PolicyAnswer("reject", "5.7.1", "no", List.of(), "two"));
        witness.onAnswer(
                new PolicyQuestion.OnRecipient(transaction, TestMail.recipient("d@y.example")),
                PASS);
        Asked first = taken.getFirst();
        assertThat(first.hook()).isEqualTo("onSender");
        assertThat(first.client().address()).isEqualTo("192.0.2.7");
        assertThat(first.client().helo()).isEqualTo("client.example");
        assertThat(first.sending().sender()).isEqualTo("a@x.example");
        assertThat(first.sending().recipients()).containsExactly("b@y.example", "c@y.example");
        assertThat(first.given().line()).isEqualTo("reject 5.7.1 no");
        assertThat(first.said()).extracting(Said::by).containsExactly("one", "two");
        assertThat(taken.get(1).said()).isEmpty();
        assertThat(taken.get(1).about()).isEqualTo("d@y.example");
    }

    @Test
    void bodyIsReadAsFarAsSomebodyWantsIt() {
        Transaction transaction = TestMail.transaction();
        PolicyQuestion question =
                new PolicyQuestion.OnMessage(
                        transaction, TestMail.letter("a: b\r\n\r\n0123456789"));
        watch(0);
        witness.onAnswer(question, PASS);
        watch(4);
        witness.onAnswer(question, PASS);
        watch(100);
        witness.onAnswer(question, PASS);
        assertThat(taken.stream().map(Asked::letter).distinct())
                .containsExactly(
                        new Letter(List.of(), 1234, "", false),
                        new Letter(List.of(), 1234, "0123", false),
                        new Letter(List.of(), 1234, "0123456789", true));
    }

    @Test
    void headerSectionIsKeptUpToItsLimit() {
        watch(0);
        HeaderField large = new HeaderField("X", "x".repeat(50_000));
        witness.onAnswer(
                new PolicyQuestion.OnHeaders(
                        TestMail.transaction(), TestMail.message(large, large)),
                PASS);
        assertThat(taken.getFirst().letter()).isEqualTo(new Letter(List.of(large), 0, "", false));
    }

    @Test
    void endIsToldOfSessionsThatWereAskedAbout() {
        watch(0);
        Client client = TestMail.client("192.0.2.7");
        says(List.of(new ClientView(new Scope(), client)), "one", "pass");
        witness.onDisconnect(client); // as of one that pretends
        assertThat(taken).isEmpty();
        witness.onAnswer(new PolicyQuestion.OnConnect(client), PASS);
        assertThat(taken.getFirst().said()).isEmpty();
        witness.onDisconnect(client);
        witness.onDisconnect(client);
        assertThat(taken).extracting(Asked::hook).containsExactly("onConnect", "onDisconnect");
    }

    @Test
    void routesAreWhatScriptsWereAsked() {
        watch(0);
        Scope scope = new Scope();
        List<View> arguments =
                List.of(
                        new RecipientView(scope, TestMail.recipient("b@y.example")),
                        new RoutingView(scope, TestMail.routing("a@x.example")));
        witness.listen("route", arguments).accept(new Said("one", "via", "", "smtp []", List.of()));
        Asked asked = taken.getFirst();
        assertThat(asked.hook()).isEqualTo("route");
        assertThat(asked.about()).isEqualTo("b@y.example");
        assertThat(asked.sending().redirects()).isEqualTo(3);
        assertThat(asked.sending().hostname()).isEqualTo("mx.example.net");
        assertThat(asked.given().by()).isEqualTo("one");
    }

    @Test
    void whereNobodyWatchesNothingIsKept() {
        Client client = TestMail.client("192.0.2.7");
        says(List.of(new ClientView(new Scope(), client)), "one", "pass");
        witness.onAnswer(new PolicyQuestion.OnConnect(client), PASS);
        watch(0);
        witness.onAnswer(new PolicyQuestion.OnConnect(client), PASS);
        assertThat(taken.getFirst().said()).isEmpty();
    }
}
