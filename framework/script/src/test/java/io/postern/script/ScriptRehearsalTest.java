// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static io.postern.script.TestAsked.PASSED;
import static io.postern.script.TestAsked.dns;
import static io.postern.script.TestAsked.loaded;
import static io.postern.script.TestAsked.rejected;
import static io.postern.script.TestAsked.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.HeaderField;
import io.postern.script.Asked.Letter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

@Timeout(60)
class ScriptRehearsalTest {
    private static final String OLD = "scripts/old.js";
    private static final Said OLD_PASSED = new Said(OLD, "pass", "", "", List.of());

    @TempDir private Path home;

    private Rehearsed rehearse(TestAsked record, String source) throws Exception {
        return rehearse(record, source, new RehearsalPlan(Instant.EPOCH, "", "", 50));
    }

    private Rehearsed rehearse(TestAsked record, String source, RehearsalPlan plan)
            throws Exception {
        TestAsked.record(home, record.all());
        return play("new.js", source, plan);
    }

    private Rehearsed play(String name, String source, RehearsalPlan plan) throws Exception {
        Path file = home.resolve("scripts").resolve(name);
        TestScript.write(file, source);
        try (ScriptRehearsal rehearsal = new ScriptRehearsal(home)) {
            assertThat(rehearsal.hasRecord()).isTrue();
            return rehearsal.run(file, plan);
        }
    }

    private static List<String> lines(Rehearsed rehearsed) {
        return rehearsed.findings().stream()
                .map(
                        one ->
                                String.join(
                                        " | ",
                                        one.hook(),
                                        one.about(),
                                        one.did(),
                                        one.would(),
                                        one.unknown()))
                .toList();
    }

    @Test
    void scriptInFrontOfAllDiffersWhereItHasAnotherOpinion() throws Exception {
        Rehearsed rehearsed =
                rehearse(
                        session("s1")
                                .connect(PASSED)
                                .mail("a@good.example", PASSED)
                                .mail("a@spam.example", PASSED)
                                .mail("b@spam.example", rejected("list", "5.7.1")),
                        """
                        import { reject } from 'postern';
                        export function onSender(transaction) {
                            if (transaction.sender.endsWith('@spam.example')) {
                                return reject('5.7.1', 'in other words');
                            }
                        }
                        """);
        assertThat(lines(rehearsed))
                .containsExactly(
                        "onSender | <a@spam.example> | pass | reject 5.7.1 in other words | ");
        assertThat(rehearsed.hooks()).containsExactly(new Rehearsed.Sum("onSender", 3, 1, 0));
        assertThat(rehearsed.isSame()).isFalse();
        assertThat(rehearsed.from()).isEqualTo(TestAsked.START.plusSeconds(1));
    }

    @Test
    void whatItRefusesIsNotAskedAboutAnyFurther() throws Exception {
        Rehearsed rehearsed =
                rehearse(
                        session("s1")
                                .mail("a@x.example", PASSED)
                                .rcpt("b@y.example", PASSED)
                                .rcpt("no@y.example", PASSED)
                                .message("x", PASSED)
                                .mail("spam@x.example", PASSED)
                                .rcpt("b@y.example", PASSED)
                                .message("x", PASSED),
                        """
                        import { defer, reject } from 'postern';
                        export const onSender = (t) =>
                            t.sender.startsWith('spam') ? reject('5.7.1', 'no') : undefined;
                        export const onRecipient = (t, to) =>
                            to.localPart === 'no' ? defer('4.2.1', 'later') : undefined;
                        export const onMessage = (t) =>
                            t.recipients.length === 1 ? undefined : reject('5.0.0', 'number');
                        """);
        assertThat(lines(rehearsed))
                .containsExactly(
                        "onRecipient | no@y.example | pass | defer 4.2.1 later | ",
                        "onSender | <spam@x.example> | pass | reject 5.7.1 no | ");
        assertThat(rehearsed.hooks())
                .containsExactly(
                        new Rehearsed.Sum("onSender", 2, 1, 0),
                        new Rehearsed.Sum("onRecipient", 2, 1, 0),
                        new Rehearsed.Sum("onMessage", 1, 0, 0));
    }

    @Test
    void scriptOfTheSameNameStandsInItsPlaceWithItsOptions() throws Exception {
        TestAsked record =
                session("s1")
                        .note(loaded(OLD, "{\"most\":2}"))
                        .mail("one@x.example", PASSED, OLD_PASSED)
                        .mail("two@x.example", rejected(OLD, "5.7.1"), rejected(OLD, "5.7.1"))
                        .mail("six@x.example", rejected("plugin", "5.7.9"), OLD_PASSED)
                        .mail(
                                "ten@x.example",
                                rejected("first.js", "5.7.1"),
                                rejected("first.js", "5.7.1"));
        TestAsked.record(home, record.all());
        Rehearsed rehearsed =
                play(
                        "old.js",
                        """
                        import { options, reject } from 'postern';
                        export const onSender = ({ sender }) =>
                            sender.startsWith('one') ? reject(`5.7.${options.most}`, 'no') : undefined;
                        """,
                        new RehearsalPlan(Instant.EPOCH, "", "", 50));
        assertThat(rehearsed.replaced()).isEqualTo(OLD);
        assertThat(lines(rehearsed))
                .containsExactly(
                        "onSender | <one@x.example> | pass | reject 5.7.2 no | ",
                        "onSender | <two@x.example> | reject 5.7.1 no | pass | ");
        assertThat(rehearsed.hooks()).containsExactly(new Rehearsed.Sum("onSender", 3, 2, 0));
        assertThatThrownBy(
                        () ->
                                play(
                                        "new.js",
                                        "export const onSender = () => {};",
                                        new RehearsalPlan(Instant.EPOCH, "other.js", "", 50)))
                .hasMessage("no script 'other.js' is in the record; there are: scripts/old.js");
    }

    @Test
    void answersOfTheDnsAndLookupsAreThoseOfThen() throws Exception {
        Rehearsed rehearsed =
                rehearse(
                        session("s1")
                                .note(dns("mx", "good.example", "10 mx.good.example"))
                                .note(dns("mx", "bad.example"))
                                .note(
                                        new Noted.OfLookup(
                                                TestAsked.START,
                                                "bad",
                                                "a@good.example",
                                                List.of("yes"),
                                                ""))
                                .mail("a@good.example", PASSED)
                                .mail("a@bad.example", PASSED)
                                .mail("a@foo.example", PASSED)
                                .mail("b@good.example", PASSED),
                        """
                        import { dns, http, lookup, reject } from 'postern';
                        const bad = lookup('bad');
                        export function onSender({ sender }) {
                            try {
                                const hosts = dns.mx(sender.split('@')[1]);
                                if (hosts.length === 0) return reject('5.1.8', 'no way back');
                                if (bad.get(sender) === 'yes') return reject('5.7.1', hosts[0].host);
                            } catch {
                                return;
                            }
                        }
                        """);
        assertThat(lines(rehearsed))
                .containsExactly(
                        "onSender | <a@good.example> | pass | reject 5.7.1 mx.good.example | ",
                        "onSender | <a@bad.example> | pass | reject 5.1.8 no way back | ",
                        "onSender | <a@foo.example> | pass |  | dns mx foo.example was never asked",
                        "onSender | <b@good.example> | pass |  | lookup bad 'b@good.example' was"
                                + " never asked");
        assertThat(rehearsed.hooks()).containsExactly(new Rehearsed.Sum("onSender", 4, 2, 2));
    }

    @Test
    void bodyThatIsNotInTheRecordAndTheWebAreUnknown() throws Exception {
        Letter whole =
                new Letter(List.of(new HeaderField("Subject", "b")), 40, "a virus\r\n", true);
        Rehearsed rehearsed =
                rehearse(
                        session("s1")
                                .mail("a@x.example", PASSED)
                                .rcpt("b@y.example", PASSED)
                                .message("a", PASSED)
                                .letter(whole, PASSED)
                                .mail("a@x.example", PASSED)
                                .rcpt("b@y.example", PASSED)
                                .message("web", PASSED),
                        """
                        import { http, reject } from 'postern';
                        export function onMessage(transaction, message) {
                            if (message.headers.get('Subject') === 'web') {
                                http.get('https://api.example/');
                            }
                            if (message.body().includes('virus')) return reject('5.7.0', 'no');
                        }
                        """);
        assertThat(lines(rehearsed))
                .containsExactly(
                        "onMessage | <a@x.example> to 1 | pass |  | the body isn't in the record",
                        "onMessage | <a@x.example> to 1 | pass | reject 5.7.0 no | ",
                        "onMessage | <a@x.example> to 1 | pass |  | http https://api.example:443"
                                + " isn't in the record");
    }

    @Test
    void clockAndCountersGoWithTheRecord() throws Exception {
        TestAsked record = session("s1");
        for (int i = 0; i < 4; i++) {
            record.mail("a@x.example", PASSED);
        }
        Rehearsed rehearsed =
                rehearse(
                        record,
                        """
                        import { counters, defer, note, time } from 'postern';
                        const seen = note.session('seen', 0);
                        export function onSender({ client }) {
                            seen.set(client, seen.get(client) + 1);
                            const { allowed } = counters.limit('mail', 'a', { rate: '2/3s' });
                            if (!allowed) return defer('4.7.1', `${seen.get(client)} at ${time.iso(time.now())}`);
                        }
                        """);
        assertThat(lines(rehearsed))
                .first()
                .isEqualTo(
                        "onSender | <a@x.example> | pass | defer 4.7.1 3 at"
                                + " 2026-11-30T12:00:03Z | ");
        assertThat(rehearsed.findings()).hasSizeLessThan(3);
    }

    @Test
    void changesOfMessagesAreComparedAndHeadersAreJudgedWhereNobodyDid() throws Exception {
        Said added = new Said("", "pass", "", "", List.of("add X-A"));
        Said own = new Said(OLD, "pass", "", "", List.of("add X-A"));
        TestAsked record =
                session("s1")
                        .note(loaded(OLD, "{}"))
                        .mail("a@x.example", PASSED)
                        .rcpt("b@y.example", PASSED)
                        .message("one", added, own)
                        .message("two", added, own)
                        .message("list", PASSED, OLD_PASSED);
        Rehearsed rehearsed =
                rehearse(
                        record,
                        """
                        import { reject } from 'postern';
                        export const onHeaders = (t, headers) =>
                            headers.get('Subject') === 'list' ? reject('5.7.1', 'no') : undefined;
                        export function onMessage(transaction, { headers }) {
                            headers.add(headers.get('Subject') === 'one' ? 'X-A' : 'X-B', 'c');
                        }
                        """,
                        new RehearsalPlan(Instant.EPOCH, OLD, "", 50));
        assertThat(lines(rehearsed))
                .containsExactly(
                        "onMessage | <a@x.example> to 1 | pass (add X-A) | pass (add X-B) | ",
                        "onHeaders | <a@x.example> to 1 | pass | reject 5.7.1 no | ");
    }

    @Test
    void failureIsADifferenceAndSaysWhere() throws Exception {
        Rehearsed rehearsed =
                rehearse(
                        session("s1").mail("a@x.example", PASSED),
                        "export function onSender() {\n    null.x;\n}");
        assertThat(rehearsed.findings().getFirst().would())
                .startsWith("trouble scripts/new.js:2:5: TypeError");
    }

    @Test
    void whatCannotBeAskedAgainIsUnknownAndTheRestGoesOn() throws Exception {
        Rehearsed rehearsed =
                rehearse(
                        session("s1").mail("no address", PASSED).mail("a@x.example", PASSED),
                        "export function onSender() {}");
        assertThat(rehearsed.findings().getFirst().unknown())
                .isEqualTo("it can't be asked again: no mail address: 'no address'");
        assertThat(rehearsed.hooks()).containsExactly(new Rehearsed.Sum("onSender", 2, 0, 1));
    }

    @Test
    void onlyWhatIsYoungEnoughAndNotMoreThanWanted() throws Exception {
        TestAsked record = session("s1");
        for (int i = 0; i < 5; i++) {
            record.mail("a@x.example", PASSED);
        }
        Rehearsed rehearsed =
                rehearse(
                        record,
                        "import { reject } from 'postern';"
                                + " export const onSender = () => reject('5.0.0', 'no');",
                        new RehearsalPlan(TestAsked.START.plusSeconds(3), "", "", 2));
        assertThat(rehearsed.hooks()).containsExactly(new Rehearsed.Sum("onSender", 3, 3, 0));
        assertThat(rehearsed.findings()).hasSize(2);
    }

    @Test
    void nothingRecordedIsNoRecord() throws Exception {
        try (ScriptRehearsal rehearsal = new ScriptRehearsal(home)) {
            assertThat(rehearsal.hasRecord()).isFalse();
        }
    }
}
