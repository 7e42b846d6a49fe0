// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

@Timeout(60)
class PromisesTest {
    @TempDir private Path home;

    private Verdict helo(String source) throws InterruptedException {
        try (TestScript script =
                TestScript.of(home, "import { counters, reject } from 'postern';\n" + source)) {
            return script.hook(HeloPolicy.class).onHelo(TestMail.client("192.0.2.1"));
        }
    }

    @Test
    void asyncHookIsAwaited() throws Exception {
        assertThat(
                        helo(
                                """
                                const later = async (n) => counters.add('a', 'b', { window: '1h', by: n });
                                export async function onHelo(client) {
                                    const [one, two] = await Promise.all([later(1), later(2)]);
                                    return reject('5.7.1', `${one} ${two} ${client.address}`);
                                }
                                """))
                .isEqualTo(Verdict.reject(7, 1, "1 3 192.0.2.1"));
    }

    @Test
    void asyncHookMayReturnNothing() throws Exception {
        assertThat(helo("export async function onHelo() { await null; }"))
                .isEqualTo(Verdict.pass());
    }

    @Test
    void asyncHookThatThrowsSaysWhere() {
        assertThatThrownBy(
                        () ->
                                helo(
                                        """
                                        export async function onHelo(client) {
                                            await null;
                                            client.nothing.at(0);
                                        }
                                        """))
                .isInstanceOf(ScriptFailedException.class)
                .hasMessageMatching("scripts/policy.js:4:\\d+: TypeError: .*");
    }

    /** What is still pending when the call returns would be for ever. */
    @Test
    void promiseThatNothingSettlesIsAnError() {
        assertThatThrownBy(
                        () ->
                                helo(
                                        """
                                        export async function onHelo() {
                                            await new Promise(() => {});
                                        }
                                        """))
                .hasMessageMatching(
                        "scripts/policy.js:2:\\d+: onHelo returned a promise that nothing settles");
    }
}
