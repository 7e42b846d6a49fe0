// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

@Timeout(60)
class MessagePartsTest {
    private static final String TEST =
            """
            import { assert, session, test } from 'postern/test';
            test('parts', () => {
                const client = session();
                client.rcpt('a@example.org');
                const answer = client.message(TEXT);
                assert.equal(answer.reason, EXPECTED);
            });
            """;

    @TempDir private Path home;

    private void check(String script, String text, String expected) throws InterruptedException {
        Path file = home.resolve("scripts/policy.js");
        TestScript.write(file, script);
        TestScript.write(
                home.resolve("scripts/policy.test.js"),
                TEST.replace("TEXT", "`" + text + "`").replace("EXPECTED", "'" + expected + "'"));
        try (ScriptTests tests = new ScriptTests(home)) {
            assertThat(tests.run(file).outcomes())
                    .extracting(TestOutcome::failure)
                    .containsExactly("");
        }
    }

    @Test
    void partsAreAListWithTheirMembers() throws Exception {
        check(
                """
                import { hold } from 'postern';
                export function onMessage(transaction, message) {
                    const parts = message.parts();
                    const [first, second] = parts;
                    return hold([
                        parts === message.parts() || parts.length,
                        parts.truncated,
                        Array.isArray(parts),
                        parts.map((part) => part.type).join('+'),
                        first.text().trim(), first.text(2), first.charset, first.size,
                        second.filename, second.disposition, second.encoding,
                        second.headers.get('content-type'), second.headers.all('x').length,
                        second.sha256().slice(0, 4),
                        parts.some((part) => part.filename.endsWith('.exe')),
                    ].join('|'));
                }
                """,
                """
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain; charset=utf-8

                hello
                --b
                Content-Type: application/x-foo
                Content-Disposition: attachment; filename=a.exe
                Content-Transfer-Encoding: base64

                aGVsbG8=
                --b--
                """,
                "true|false|true|text/plain+application/x-foo|hello|he|utf-8|5|a.exe|attachment"
                        + "|base64|application/x-foo|0|2cf2|true");
    }

    @Test
    void partsCannotBeSetOrKept() throws Exception {
        check(
                """
                import { hold } from 'postern';
                function caught(change) {
                    try { change(); return 'changed'; } catch (e) { return e.name; }
                }
                export function onMessage(transaction, message) {
                    const parts = message.parts();
                    return hold([
                        caught(() => { parts[0] = 1; }),
                        caught(() => { parts.truncated = 1; }),
                        caught(() => { parts[0].type = 'x'; }),
                        String(parts[1]),
                    ].join('|'));
                }
                """,
                "Subject: x\n\nhello",
                "TypeError|TypeError|TypeError|undefined");
    }
}
