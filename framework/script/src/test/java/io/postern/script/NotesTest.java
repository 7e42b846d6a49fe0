// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.postern.api.mail.Client;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.ConnectPolicy;
import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;
import io.postern.api.policy.SenderPolicy;
import io.postern.api.policy.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

@Timeout(60)
class NotesTest {
    private static final String NOTING =
            """
            import { defer, note, reject } from 'postern';
            const seen = note.session('seen', 0);
            const sender = note.message('sender', 'nobody');
            export function onConnect(client) { seen.set(client, seen.get(client) + 1); }
            export const onHelo = (client) => reject('5.0.0', String(seen.get(client)));
            export function onSender(transaction) { sender.set(transaction, transaction.sender); }
            export const onMessage = (transaction) => defer('4.0.0', sender.get(transaction));
            """;

    @TempDir private Path home;

    private static String seen(TestScript script, Client client) throws InterruptedException {
        Verdict verdict = script.hook(HeloPolicy.class).onHelo(client);
        return ((Verdict.Reject) verdict).status().text();
    }

    @Test
    void sessionsAreApart() throws Exception {
        try (TestScript script = TestScript.of(home, NOTING)) {
            Client one = TestMail.client("192.0.2.1");
            Client other = TestMail.client("192.0.2.2");
            script.hook(ConnectPolicy.class).onConnect(one);
            script.hook(ConnectPolicy.class).onConnect(one);
            assertThat(seen(script, one)).isEqualTo("2");
            assertThat(seen(script, other)).isEqualTo("0");
            script.change(NOTING + "// changed\n");
            assertThat(seen(script, one)).isEqualTo("2");
        }
    }

    @Test
    void messagesAreApart() throws Exception {
        try (TestScript script = TestScript.of(home, NOTING)) {
            Transaction one = TestMail.transaction("192.0.2.1", "a@b.example");
            Transaction other = TestMail.transaction("192.0.2.1", "c@d.example");
            script.hook(SenderPolicy.class).onSender(one);
            assertThat(text(script, one)).isEqualTo("a@b.example");
            assertThat(text(script, other)).isEqualTo("nobody");
        }
    }

    private static String text(TestScript script, Transaction transaction)
            throws InterruptedException {
        MessageVerdict verdict =
                script.hook(MessagePolicy.class).onMessage(transaction, TestMail.message());
        return ((MessageVerdict.Defer) verdict).status().text();
    }

    @Test
    void notesAreTypedAndBounded() {
        assertMistake("note.session('n', 0).set(client, 'x')", "must be what its default is");
        assertMistake("note.session('n', {}).get(client)", "a note's value must be a string");
        assertMistake("note.session('n', '').set(client, 'x'.repeat(9000))", "more than 8192");
        assertMistake("note.session('', 0)", "name must have 1 to 64 characters");
        assertMistake("note.session('n', 0).get()", "whose note it is must be given");
        assertMistake("note.session('n', 0).get({})", "a session's note needs the client");
        assertMistake("note.message('n', 0).get(client)", "a message's note needs the transaction");
    }

    private void assertMistake(String expression, String message) {
        String source =
                "import { note } from 'postern';\nexport function onHelo(client) { %s; }\n"
                        .formatted(expression);
        try (TestScript script = TestScript.of(home, source)) {
            assertThatThrownBy(
                            () ->
                                    script.hook(HeloPolicy.class)
                                            .onHelo(TestMail.client("192.0.2.1")))
                    .hasMessageStartingWith("scripts/policy.js:2:")
                    .hasMessageContaining(message);
        }
    }

    @Test
    void notesGoWithTheirSession() {
        Notes notes = new Notes();
        Object stays = new Object();
        notes.set(stays, "n", "kept");
        for (int i = 0; i < 1000; i++) {
            notes.set(new Object(), "n", "gone");
        }
        await().untilAsserted(
                        () -> {
                            System.gc();
                            assertThat(notes.size()).isOne();
                        });
        assertThat(notes.get(stays, "n", "")).isEqualTo("kept");
    }
}
