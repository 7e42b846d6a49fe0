// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

@Timeout(60)
class ScriptTestsTest {
    private static final String IMPORTS =
            "import { assert, dns, retry, route, session, shape, test } from 'postern/test';\n";

    @TempDir private Path home;

    private TestRun run(String script, String tests) throws InterruptedException {
        Path file = home.resolve("scripts/policy.js");
        TestScript.write(file, script);
        TestScript.write(home.resolve("scripts/policy.test.js"), IMPORTS + tests);
        try (ScriptTests runner = new ScriptTests(home)) {
            return runner.run(file);
        }
    }

    private static List<String> failures(TestRun run) {
        return run.outcomes().stream().map(TestOutcome::failure).toList();
    }

    @Test
    void hooksAreAskedInTheOrderOfAServer() throws Exception {
        TestRun run =
                run(
                        """
                        import { accept, defer, deny, discard, hold, permit, reject } from 'postern';
                        export const onConnect = (c) => c.address === '192.0.2.9' ? reject('5.7.1', 'no') : accept();
                        export const onHelo = (c) => c.helo === 'bad' ? defer('4.7.0', 'later') : undefined;
                        export const onSender = (t) => t.sender === '' ? reject('5.7.2', t.client.helo) : undefined;
                        export const onRelay = (t, r) => r.domain === 'x.test' ? permit() : deny('5.7.3', t.client.account);
                        export const onRecipient = (t, r) => r.localPart === 'full' ? defer('4.2.2', String(t.recipients.length)) : undefined;
                        export function onMessage(t, m) {
                            if (m.headers.get('subject') === 'spam') return discard('spam');
                            if (m.headers.get('subject') === 'odd') return hold('odd');
                            m.headers.add('X-To', t.recipients.map((r) => r.address).join());
                            m.headers.remove('X-Old');
                        }
                        """,
                        """
                        test('dialogue', () => {
                            assert.equal(session({ address: '192.0.2.9' }).connect(), { verdict: 'reject', code: '5.7.1', text: 'no' });
                            const s = session({ account: 'ann', helo: 'h.test', domains: ['our.test'] });
                            assert.equal(s.connect(), { verdict: 'accept' });
                            assert.equal(s.helo('bad'), { verdict: 'defer', code: '4.7.0', text: 'later' });
                            assert.equal(s.helo(), { verdict: 'pass' });
                            assert.equal(s.mail(''), { verdict: 'reject', code: '5.7.2', text: 'h.test' });
                            assert.equal(s.mail('a@b.test'), { verdict: 'pass' });
                            assert.equal(s.rcpt('a@x.test'), { verdict: 'permit' });
                            assert.equal(s.rcpt('a@our.test'), { verdict: 'pass' });
                            assert.equal(s.rcpt('a@y.test'), { verdict: 'deny', code: '5.7.3', text: 'ann' });
                            assert.equal(s.rcpt('full@x.test'), { verdict: 'defer', code: '4.2.2', text: '2' });
                            assert.equal(s.message('Subject: hi\\n\\nbody'), { verdict: 'pass', edits: [{ add: 'X-To', value: 'a@x.test,a@our.test' }, { remove: 'X-Old' }] });
                            assert.throws(() => s.message('Subject: hi\\n\\nbody'), /without a recipient/);
                            s.mail('a@b.test');
                            s.rcpt('a@x.test');
                            assert.equal(s.message('Subject: spam\\n\\nbody'), { verdict: 'discard', reason: 'spam' });
                            s.rcpt('a@x.test');
                            assert.equal(s.message('Subject:\\n odd\\n\\nbody'), { verdict: 'hold', reason: 'odd' });
                            s.close();
                        });
                        test('what was refused before is said', () => {
                            assert.throws(() => session({ address: '192.0.2.9' }).rcpt('a@x.test'), /connect\\(\\) was refused/);
                        });
                        test('a misspelt option is said', () => {
                            assert.throws(() => session({ adress: '192.0.2.9' }), /no 'adress'/);
                        });
                        """);
        assertThat(failures(run)).containsExactly("", "", "");
    }

    @Test
    void deliveryIsAsked() throws Exception {
        TestRun run =
                run(
                        """
                        import { giveUp, limits, redirect, unroutable, via, wait } from 'postern';
                        export function route(r, context) {
                            if (r.localPart === 'all') return redirect(['a@x.test', 'b@x.test']);
                            if (context.sender === '') return unroutable('5.1.2', 'no way');
                            return via('smtp', ['mx.test:26']);
                        }
                        export const shape = (d) => limits({ connections: d.hosts.length, messageRate: '60/m', tls: 'mta-sts' });
                        export const retry = (d) => d.cause === 'mailbox-full' ? giveUp() : wait(d.age);
                        """,
                        """
                        test('route', () => {
                            assert.equal(route('all@x.test'), { verdict: 'redirect', addresses: ['a@x.test', 'b@x.test'] });
                            assert.equal(route('a@x.test', { sender: '' }), { verdict: 'unroutable', code: '5.1.2', text: 'no way' });
                            assert.equal(route('a@x.test'), { verdict: 'via', transport: 'smtp', hops: [{ host: 'mx.test', port: 26, preference: 0 }] });
                        });
                        test('shape', () => {
                            assert.equal(shape({ hosts: ['a.test', 'b.test'] }), { verdict: 'limits', connections: 2, messageRate: '60/m', tls: 'mta-sts' });
                        });
                        test('retry', () => {
                            assert.equal(retry({ cause: 'mailbox-full' }), { verdict: 'giveUp' });
                            assert.equal(retry({ age: 90 }), { verdict: 'wait', seconds: 90 });
                        });
                        """);
        assertThat(failures(run)).containsExactly("", "", "");
    }

    @Test
    void theDnsIsMadeUpForEachTest() throws Exception {
        TestRun run =
                run(
                        """
                        import { dns, reject } from 'postern';
                        export const onSender = (t) => reject('5.0.0', JSON.stringify(
                            [dns.mx('x.test').map((m) => m.host), dns.addresses('x.test').length, dns.txt('x.test').length]));
                        """,
                        """
                        test('set', () => {
                            dns.set('mx', 'X.test', ['a.test', { preference: 1, host: 'b.test' }]);
                            dns.set('addresses', 'x.test', ['192.0.2.1', '2001:db8::1']);
                            dns.set('txt', 'x.test', []);
                            assert.equal(session().mail('').text, '[["a.test","b.test"],2,0]');
                        });
                        test('forgotten', () => {
                            assert.equal(session().mail('').text, '[[],0,0]');
                        });
                        test('fails', () => {
                            dns.fail('mx', 'x.test', 'SERVFAIL');
                            assert.throws(() => session().mail(''), /scripts\\/policy.js:3:\\d+: the DNS can't tell: SERVFAIL/);
                        });
                        """);
        assertThat(failures(run)).containsExactly("", "", "");
    }

    @Test
    void failuresSayWhereAndWhatDiffered() throws Exception {
        TestRun run =
                run(
                        "export const onConnect = () => 7;",
                        """
                        test('member', () => {
                            assert.equal({ a: [1, { b: 'x' }] }, { a: [1, { b: 'y' }] }, 'note');
                        });
                        test('hook', () => { session().connect(); });
                        test('throws', () => { assert.throws(() => 1); });
                        test('match', () => assert.match('abc', /d/));
                        test('ok', () => assert.ok(''));
                        test('async', async () => {});
                        test('endless', () => { for (;;); });
                        test('passes', () => assert.equal([1, undefined], [1, undefined]));
                        """);
        assertThat(failures(run))
                .satisfiesExactly(
                        f ->
                                assertThat(f)
                                        .isEqualTo(
                                                "scripts/policy.test.js:3:5: AssertionError: note:"
                                                        + " .a[1].b: expected \"y\", got \"x\""),
                        f ->
                                assertThat(f)
                                        .startsWith("scripts/policy.test.js:5:")
                                        .contains("scripts/policy.js:1:")
                                        .endsWith("onConnect returned 7 and no verdict"),
                        f -> assertThat(f).contains(":6:", "expected a throw, got none"),
                        f -> assertThat(f).contains("expected a match of /d/, got \"abc\""),
                        f -> assertThat(f).contains("expected something true, got \"\""),
                        f -> assertThat(f).contains("a test can't be async"),
                        f -> assertThat(f).contains(":10:"),
                        f -> assertThat(f).isEmpty());
        assertThat(run.summary())
                .startsWith("scripts/policy.test.js: 7 of 8 failed: member: scripts/policy.test");
    }

    @Test
    void whatDoesNotLoadIsAFailure() throws Exception {
        assertThat(failures(run("const a = ;", "test('a', () => {});")))
                .singleElement()
                .asString()
                .startsWith("scripts/policy.js:1:11: SyntaxError");
        assertThat(failures(run("export const onConnect = () => {};", "test('a', 1);")))
                .singleElement()
                .asString()
                .contains("scripts/policy.test.js:2:1: TypeError: a test is made by");
        assertThat(failures(run("export const onConnect = () => {};", "")))
                .containsExactly("scripts/policy.test.js: no test in it");
    }

    @Test
    void testsSetOptions() throws Exception {
        TestRun run =
                run(
                        """
                        import { options, reject } from 'postern';
                        if (!options.limit) throw new Error('limit is needed');
                        export const onConnect = () => reject('5.0.0', String(options.limit));
                        """,
                        """
                        import { options } from 'postern/test';
                        test('one', () => {
                            options({ limit: 1 });
                            assert.equal(session().connect().text, '1');
                            options({ limit: 2 });
                            assert.equal(session().connect().text, '2');
                        });
                        test('none', () => {
                            assert.throws(() => session(), /policy.js:2:\\d+: Error: limit is needed/);
                            assert.throws(() => options({ other: 1 }), /limit is needed/);
                        });
                        test('no object', () => {
                            assert.throws(() => options([1]), /options are an object/);
                        });
                        test('stale', () => {
                            options({ limit: 1 });
                            const before = session();
                            options({ limit: 2 });
                            assert.throws(() => before.connect(), /the script is gone/);
                        });
                        """);
        assertThat(failures(run)).containsExactly("", "", "", "");
    }

    @Test
    void theTestModuleIsForTestsAlone() throws Exception {
        TestRun run =
                run(
                        "import { session } from 'postern/test';\nexport const onHelo = () => {};",
                        "test('a', () => {});");
        assertThat(failures(run)).singleElement().asString().contains("postern/test");
    }

    @Test
    void testsAreInTheSandboxToo() throws Exception {
        TestRun run =
                run(
                        "export const onConnect = () => {};",
                        """
                        test('globals', () => {
                            assert.equal(Object.keys(globalThis).filter((k) => k.startsWith('#')), []);
                            assert.equal(typeof Java, 'undefined');
                            assert.throws(() => { Array.prototype.map = 1; }, /./);
                        });
                        """);
        assertThat(failures(run)).containsExactly("");
    }
}
