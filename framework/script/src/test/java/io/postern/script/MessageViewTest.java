// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.DsnRequest;
import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Message;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.policy.HeaderEdit;
import io.postern.api.policy.HeaderPolicy;
import io.postern.api.policy.MessageEdit;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

@Timeout(60)
class MessageViewTest {
    @TempDir private Path home;

    private MessageVerdict judge(String body, Message message) throws InterruptedException {
        String source =
                """
                import { defer, reject } from 'postern';
                export function onMessage(transaction, message) {
                    %s
                }
                """
                        .formatted(body);
        try (TestScript script = TestScript.of(home, source)) {
            return script.hook(MessagePolicy.class).onMessage(TestMail.transaction(), message);
        }
    }

    private String body(String call, String content) throws InterruptedException {
        MessageVerdict verdict =
                judge("return defer('4.0.0', '[' + " + call + " + ']');", TestMail.letter(content));
        return ((MessageVerdict.Defer) verdict).status().text();
    }

    @Test
    void fieldIsReplacedByOneOnTop() throws Exception {
        assertThat(
                        judge(
                                """
                                message.headers.replace('Subject', 'new');
                                if (message.headers.all('subject').join() !== 'new') return reject('5.0.0', 'x');
                                """,
                                TestMail.message(
                                        new HeaderField("Subject", "one"),
                                        new HeaderField("subject", "two"))))
                .isEqualTo(
                        new MessageVerdict.Edit(
                                List.of(
                                        new HeaderEdit.Remove("Subject"),
                                        new HeaderEdit.Add("Subject", "new"))));
    }

    @Test
    void replacementThatIsNoneLeavesTheField() throws Exception {
        assertThat(
                        judge(
                                """
                                try {
                                    message.headers.replace('Subject', 'a\\r\\nBcc: b');
                                } catch (notAllowed) {
                                    return defer('4.0.0', message.headers.get('Subject'));
                                }
                                """,
                                TestMail.message(new HeaderField("Subject", "one"))))
                .isEqualTo(new MessageVerdict.Defer(new Status.Transient(0, 0, "one")));
    }

    @Test
    void bodyBeginsAfterTheHeaders() throws Exception {
        assertThat(body("message.body().trim()", "A: b\r\n c\r\n\r\nHällo\r\n"))
                .isEqualTo("[Hällo]");
        assertThat(body("message.body(4)", "A: b\r\n\r\n123456")).isEqualTo("[1234]");
        assertThat(body("message.body()", "A: b\r\n")).isEqualTo("[]");
        assertThat(body("message.body()", "\r\nx")).isEqualTo("[x]");
        assertThat(body("message.body().length", "\r\n" + "x".repeat(70_000))).isEqualTo("[65536]");
        assertThat(body("message.body(1048576).length", "\r\n" + "x".repeat(70_000)))
                .isEqualTo("[70000]");
        assertThatThrownBy(() -> body("message.body(2e6)", "\r\n"))
                .hasMessageContaining("octets must be from 0 to 1048576");
    }

    @Test
    void envelopeAndBodyAreChangedInTheirOrder() throws Exception {
        Mailbox archive = Mailbox.of("archive", "example.org");
        DsnRequest untold = new DsnRequest(Set.of(DsnRequest.Notify.NEVER), "");
        assertThat(
                        judge(
                                """
                                message.addRecipient('archive@example.org', { notify: false });
                                message.wrap('a\\n\\rb\\r\\n', 'c');
                                message.setSender('<"a b"@example.org>');
                                message.addRecipient('bob@example.org');
                                message.wrap('', '');
                                message.setSender('');
                                """,
                                TestMail.letter("\r\n")))
                .isEqualTo(
                        new MessageVerdict.Edit(
                                List.of(
                                        new MessageEdit.AddRecipient(
                                                new Recipient(archive, archive, untold)),
                                        new MessageEdit.Wrap("a\r\n\r\nb\r\n", "c\r\n"),
                                        new MessageEdit.SetSender(
                                                new ReversePath.Of(
                                                        Mailbox.of("a b", "example.org"))),
                                        new MessageEdit.AddRecipient(
                                                TestMail.recipient("bob@example.org")),
                                        new MessageEdit.Wrap("", ""),
                                        new MessageEdit.SetSender(new ReversePath.Null()))));
    }

    @Test
    void changesThatAreNoneChangeNothing() throws Exception {
        for (String call :
                List.of(
                        "message.setSender('nobody')",
                        "message.setSender()",
                        "message.addRecipient('')",
                        "message.addRecipient('a@b.example', { notify: 'no' })",
                        "message.addRecipient('a@b.example', { never: true })",
                        "message.wrap('x')",
                        "message.wrap('x\\0y', '')",
                        "message.wrap('x'.repeat(999), '')",
                        "message.wrap('x\\n'.repeat(40_000), '')",
                        "for (let i = 0; i < 3; i++) message.wrap('x\\n'.repeat(10_000), '')")) {
            assertThat(
                            judge(
                                    "try { %s; } catch (e) { return defer('4.0.0', 'no'); }"
                                            .formatted(call),
                                    TestMail.letter("\r\n")))
                    .as(call)
                    .isInstanceOf(MessageVerdict.Defer.class);
        }
    }

    @Test
    void headerSectionIsJudgedBeforeTheMessage() throws Exception {
        String source =
                """
                import { hold, pass } from 'postern';
                export function onHeaders(transaction, headers) {
                    if (headers.get('subject') === 'odd') return hold(transaction.sender);
                    headers.replace('Subject', headers.all('subject').join('+'));
                }
                """;
        try (TestScript script = TestScript.of(home, source)) {
            HeaderPolicy policy = script.hook(HeaderPolicy.class);
            assertThat(policy.onHeaders(TestMail.transaction(), subject("odd")))
                    .isEqualTo(new MessageVerdict.Hold("alice@example.com"));
            assertThat(policy.onHeaders(TestMail.transaction(), subject("x")))
                    .isEqualTo(
                            new MessageVerdict.Edit(
                                    List.of(
                                            new HeaderEdit.Remove("Subject"),
                                            new HeaderEdit.Add("Subject", "x"))));
        }
    }

    private static Message subject(String subject) {
        return TestMail.message(new HeaderField("Subject", subject));
    }
}
