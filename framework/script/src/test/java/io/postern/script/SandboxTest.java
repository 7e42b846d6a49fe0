// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.stream.Collectors.joining;

import io.postern.api.mail.HeaderField;
import io.postern.api.policy.ConnectPolicy;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;
import io.postern.api.policy.Verdict;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** What a script must not reach, and must not leave behind. */
class SandboxTest {
    private static final List<String> ABSENT =
            List.of(
                    "typeof Java",
                    "typeof Packages",
                    "typeof java",
                    "typeof Polyglot",
                    "typeof Graal",
                    "typeof WebAssembly",
                    "typeof load",
                    "typeof loadWithNewGlobal",
                    "typeof quit",
                    "typeof exit",
                    "typeof read",
                    "typeof readFully",
                    "typeof print",
                    "typeof printErr",
                    "typeof require",
                    "typeof process",
                    "typeof setTimeout",
                    "typeof Worker",
                    "typeof globalThis['#postern']",
                    "typeof pass.getClass",
                    "typeof pass().getClass",
                    "typeof client.class",
                    "typeof client.getClass",
                    "typeof ip.set('192.0.2.1').getClass");

    private static final List<String> REFUSED =
            List.of(
                    "eval('1')",
                    "(0, eval)('1')",
                    "new Function('return 1')()",
                    "(() => {}).constructor('return 1')()",
                    "(async () => {}).constructor('return 1')()",
                    "(function* () {}).constructor('return 1')()",
                    "pass.constructor('return 1')()",
                    "pass().constructor.constructor('return 1')()",
                    "client.constructor.constructor('return 1')()",
                    "client.__proto__.constructor.constructor('return 1')()",
                    "[].constructor.constructor('return 1')()",
                    "Reflect.construct(Function, ['return 1'])()",
                    "client.address = '127.0.0.1'",
                    "Object.defineProperty(client, 'address', { value: '127.0.0.1' })",
                    "delete client.address",
                    "Object.prototype.polluted = 1",
                    "({}).__proto__.polluted = 1",
                    "client.__proto__.polluted = 1",
                    "Array.prototype.map = () => []",
                    "String.prototype.startsWith = () => true",
                    "Promise.prototype.then = 1",
                    "(async () => {}).constructor.prototype.x = 1",
                    "globalThis.leak = 1",
                    "Object.getPrototypeOf(function* () {}).x = 1",
                    "Function.prototype.call = 1",
                    "Object.getPrototypeOf([].values()).next = 1",
                    "Object.getPrototypeOf(''.matchAll(/x/g)).next = 1",
                    "Object.getPrototypeOf(new Map().values()).next = 1",
                    "Object.getPrototypeOf([].values().map((x) => x)).next = 1",
                    "Int8Array.prototype.map = 1",
                    "Object.getPrototypeOf(Int8Array).from = 1",
                    "RegExp.prototype.test = () => true",
                    "Error.prototype.toString = 1",
                    "Array.from = 1",
                    "JSON.parse = 1",
                    "globalThis.JSON = 1",
                    "console.log = 1",
                    "log.info = 1",
                    "Math.random = () => 4",
                    "ip.set = () => 1",
                    "new Proxy(client, {}).address = 1");

    private static final List<String> ALLOWED =
            List.of(
                    "Object.keys(client).sort().join()",
                    "new Date(0).getHours() + ' ' + new Date(0).getTimezoneOffset()",
                    "({}).polluted + ' ' + globalThis.leak + ' ' + [1].map((x) => x + 1)");

    private static final List<String> EXPRESSIONS =
            Stream.of(ABSENT, REFUSED, ALLOWED).flatMap(List::stream).toList();

    private static final AtomicReference<TestScript> SHARED = new AtomicReference<>();

    @TempDir private static Path sharedHome;

    @TempDir private Path home;

    @BeforeAll
    static void compile() {
        String table =
                EXPRESSIONS.stream().map("(client) => %s"::formatted).collect(joining(",\n    "));
        SHARED.set(
                TestScript.of(
                        sharedHome,
                        """
                        import { ip, log, pass, reject } from 'postern';
                        const table = [%s];
                        export function onConnect(client) {
                            return reject('5.0.0', String(table[client.port](client)));
                        }
                        """
                                .formatted(table)));
    }

    @AfterAll
    static void close() {
        SHARED.get().close();
    }

    @ParameterizedTest
    @FieldSource("ABSENT")
    void isUndefined(String expression) throws Exception {
        assertThat(evaluate(expression)).isEqualTo("undefined");
    }

    @ParameterizedTest
    @FieldSource("REFUSED")
    void isRefused(String expression) {
        assertThatThrownBy(() -> evaluate(expression))
                .isInstanceOf(ScriptFailedException.class)
                .hasMessageMatching("scripts/policy.js:\\d+:\\d+: (TypeError|EvalError): .*")
                .hasMessageNotContaining("is not a function");
    }

    /** All expressions are in one script, and the client's port says which is meant. */
    private static String evaluate(String expression) throws Exception {
        int port = EXPRESSIONS.indexOf(expression);
        assertThat(port).isNotNegative();
        ConnectPolicy policy = SHARED.get().hook(ConnectPolicy.class);
        Verdict verdict = policy.onConnect(TestMail.client("192.0.2.1", port));
        return ((Verdict.Reject) verdict).status().text();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "../secret.js",
                "./../secret.js",
                "file:///etc/passwd",
                "./out.js",
                "./data.txt",
                "https://example.org/x.js",
                "node:fs",
                "fs",
                "./missing.js",
                "/none",
            })
    void nothingElseIsImported(String module) throws Exception {
        TestScript.write(home.resolve("secret.js"), "export const secret = 1;");
        TestScript.write(home.resolve("scripts/data.txt"), "export const data = 1;");
        Files.createSymbolicLink(home.resolve("scripts/out.js"), home.resolve("secret.js"));
        assertThatThrownBy(() -> TestScript.of(home, "import * as x from '%s';".formatted(module)))
                .isInstanceOf(ScriptFailedException.class)
                .hasMessageStartingWith("scripts/policy.js:")
                .hasMessageContaining("imported from scripts/policy.js");
    }

    @Test
    void importInCommentsAndStringsIsNone() {
        String source =
                """
                /** @param {import('postern').Client} client */
                // import('x')
                const text = "import('x') \\" // it's";
                export function onConnect(client) { return client.import ? client.import('x') : undefined; }
                """;
        try (TestScript script = TestScript.of(home, source)) {
            assertThat(script.has(ConnectPolicy.class)).isTrue();
        }
    }

    /** It would take code from text: {@code import('data:text/javascript,' + text)}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "import('./lib.js');",
                "const a = 1;import ('data:text/javascript,1');",
                "export const onHelo = () => import/* x */('a');",
                "import // y\n('a');",
                "(import\n\t(`a`));",
            })
    void importAtRunTimeIsRefused(String source) {
        assertThatThrownBy(() -> TestScript.of(home, source))
                .isInstanceOf(ScriptFailedException.class)
                .hasMessageContaining("scripts/policy.js")
                .hasMessageEndingWith("line 1: import() isn't available");
    }

    @Test
    void namesFromTheNetworkReachNoPrototype() throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        import { reject } from 'postern';
                        export function onMessage(transaction, message) {
                            const names = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty'];
                            const values = names.map((name) => message.headers.get(name));
                            return reject('5.0.0', values.join() + '|' + ({}).polluted + '|'
                                + message.headers.all('__proto__').length + '|' + message.headers.get('prototype'));
                        }
                        """)) {
            MessageVerdict verdict =
                    script.hook(MessagePolicy.class)
                            .onMessage(
                                    TestMail.transaction(),
                                    TestMail.message(
                                            new HeaderField("__proto__", "{\"polluted\":1}"),
                                            new HeaderField("__proto__", "two"),
                                            new HeaderField("constructor", "c"),
                                            new HeaderField("toString", "t"),
                                            new HeaderField("valueOf", "v"),
                                            new HeaderField("hasOwnProperty", "h")));
            assertThat(verdict).isInstanceOf(MessageVerdict.Reject.class);
            assertThat(((MessageVerdict.Reject) verdict).status().text())
                    .isEqualTo("{\"polluted\":1},c,t,v,h|undefined|2|");
        }
    }

    @Test
    void valueOfAnEarlierCallIsDead() throws Exception {
        try (TestScript script =
                TestScript.of(
                        home,
                        """
                        import { reject } from 'postern';
                        let kept;
                        export function onConnect(client) {
                            if (kept) return reject('5.0.0', kept.address);
                            kept = client;
                        }
                        """,
                        TestScript.limits(TestScript.PATIENT.time(), 1))) {
            ConnectPolicy policy = script.hook(ConnectPolicy.class);
            policy.onConnect(TestMail.client("192.0.2.1"));
            assertThatThrownBy(() -> policy.onConnect(TestMail.client("192.0.2.2")))
                    .isInstanceOf(ScriptFailedException.class)
                    .hasMessageContaining("a value of a call that is over");
        }
    }

    @Test
    void membersCanBeListed() throws Exception {
        assertThat(evaluate(ALLOWED.get(0)))
                .isEqualTo("account,address,helo,listener,port,session");
    }

    @Test
    void timeIsUtc() throws Exception {
        assertThat(evaluate(ALLOWED.get(1))).isEqualTo("0 0");
    }

    @Test
    void triedPollutionLeavesNothing() throws Exception {
        for (String expression : REFUSED) {
            assertThatThrownBy(() -> evaluate(expression)).isInstanceOf(Exception.class);
        }
        assertThat(evaluate(ALLOWED.get(2))).isEqualTo("undefined undefined 2");
    }
}
