// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Message;
import io.postern.api.mail.Status;
import io.postern.api.policy.HeaderEdit;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

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
}
