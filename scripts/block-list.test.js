// @ts-check
// SPDX-License-Identifier: Apache-2.0

import { assert, dns, session, test } from 'postern/test';

const listed = '7.2.0.192.bl.example.org';
const refused = {
    verdict: 'reject',
    code: '5.7.1',
    text: '192.0.2.7 is listed at bl.example.org',
};

test('a listed client is refused', () => {
    dns.set('addresses', listed, ['127.0.0.2']);
    assert.equal(session({ address: '192.0.2.7' }).rcpt('a@b.example'), refused);
});

test('the list is asked once in a session', () => {
    dns.set('addresses', listed, ['127.0.0.2']);
    const client = session({ address: '192.0.2.7' });
    client.rcpt('a@b.example');
    dns.set('addresses', listed, []);
    assert.equal(client.rcpt('c@b.example'), refused);
});

test('who has logged in, and who is not listed, passes', () => {
    assert.equal(session({ address: '192.0.2.7' }).rcpt('a@b.example'), { verdict: 'pass' });
    dns.set('addresses', listed, ['127.0.0.2']);
    const user = session({ address: '192.0.2.7', account: 'ann' });
    assert.equal(user.rcpt('a@b.example'), { verdict: 'pass' });
});

test('a list that does not answer is temporary', () => {
    dns.fail('addresses', listed);
    assert.throws(() => session({ address: '192.0.2.7' }).rcpt('a@b.example'), /can't tell/);
});
