// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.postern.api.policy.LoginPolicy;
import io.postern.api.policy.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class LoginHookTest {
    @TempDir private Path home;

    @Test
    void loginIsJudgedByItsAccount() throws Exception {
        String source =
                """
                import { accept, defer, reject } from 'postern';
                export function onAuth(client) {
                    if (client.account === 'barred') return reject('5.7.1', 'not from ' + client.address);
                    if (client.account === 'busy') return defer('4.7.0', 'not now');
                    if (client.account === 'fine') return accept();
                }
                """;
        try (TestScript script = TestScript.of(home, source)) {
            LoginPolicy policy = script.hook(LoginPolicy.class);
            assertThat(policy.onLogin(TestMail.client("192.0.2.1"), "barred"))
                    .isEqualTo(Verdict.reject(7, 1, "not from 192.0.2.1"));
            assertThat(policy.onLogin(TestMail.client("192.0.2.1"), "busy"))
                    .isEqualTo(Verdict.defer(7, 0, "not now"));
            assertThat(policy.onLogin(TestMail.client("192.0.2.1"), "fine"))
                    .isEqualTo(Verdict.accept());
            assertThat(policy.onLogin(TestMail.client("192.0.2.1"), "ann"))
                    .isEqualTo(Verdict.pass());
        }
    }
}
