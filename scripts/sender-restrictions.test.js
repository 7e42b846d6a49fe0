// @ts-check
// SPDX-License-Identifier: Apache-2.0

import { assert, dns, session, test } from 'postern/test';

const passed = { verdict: 'pass' };

test('users send as themselves', () => {
    const ann = session({ account: 'Ann@example.org' });
    assert.equal(ann.mail('Info@Example.ORG'), passed);
    assert.equal(ann.mail('bob@example.org'), {
        verdict: 'reject',
        code: '5.7.1',
        text: "ann@example.org can't send as bob@example.org",
    });
    const bob = session({ account: 'bob@example.org' });
    assert.equal(bob.mail('bob@example.org'), passed);
    assert.equal(bob.mail('info@example.org').verdict, 'reject');
});

test('nobody sends as one of the list', () => {
    assert.equal(session().mail('Offers@example.net').code, '5.7.1');
    assert.equal(session().mail('a@Spam.example').code, '5.7.1');
    assert.equal(session({ account: 'a@spam.example' }).mail('a@spam.example').code, '5.7.1');
});

test('a domain has hosts for mail, or an address', () => {
    dns.set('mx', 'good.example', ['mx.good.example']);
    dns.set('addresses', 'host.example', ['2001:db8::1']);
    assert.equal(session().mail('a@good.example'), passed);
    assert.equal(session().mail('"a b"@Host.example'), passed);
    assert.equal(session().mail('a@[192.0.2.1]'), passed);
    assert.equal(session().mail('a@none.example').code, '5.1.8');
});

test('a domain may say that it takes no mail', () => {
    dns.set('mx', 'null.example', [{ preference: 0, host: '' }]);
    assert.equal(session().mail('a@null.example').code, '5.7.27');
});

test('bounces pass, for users too', () => {
    assert.equal(session().mail(''), passed);
    assert.equal(session({ account: 'bob@example.org' }).mail(''), passed);
});

test('a DNS that does not answer is temporary', () => {
    dns.fail('mx', 'slow.example');
    assert.throws(() => session().mail('a@slow.example'), /can't tell/);
});
