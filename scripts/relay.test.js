// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// Run by `postern script test`, and by the server before it takes a changed relay.js. Change it
// with the script: what it says is what you rely on.

import { assert, session, test } from 'postern/test';

test('the office may send anywhere', () => {
    for (const address of ['192.0.2.7', '2001:db8::7']) {
        assert.equal(session({ address }).rcpt('a@b.example'), { verdict: 'permit' });
    }
});

test('so may some accounts, wherever they are', () => {
    const address = '198.51.100.7';
    const ask = (account = '') => session({ address, account }).rcpt('a@b.example').verdict;
    assert.equal(ask('Backup@example.org'), 'permit');
    assert.equal(ask('ann@example.org'), 'pass');
});

test('others get no permit from here', () => {
    for (const address of ['198.51.100.7', '127.0.0.1']) {
        assert.equal(session({ address }).rcpt('a@b.example'), { verdict: 'pass' });
    }
});

test('misspelt domains are forbidden to all', () => {
    assert.equal(session({ address: '192.0.2.7' }).rcpt('a@Example.con'), {
        verdict: 'deny',
        code: '5.1.2',
        text: "example.con isn't a mail domain, check the spelling",
    });
});

test('spam traps are no users, whatever comes after the plus', () => {
    const client = session({ domains: ['example.org'] });
    const refused = { verdict: 'reject', code: '5.1.1', text: 'no such user' };
    assert.equal(client.rcpt('spamtrap@example.org'), refused);
    assert.equal(client.rcpt('Spamtrap+x@example.org'), refused);
});

test('people are written to', () => {
    const client = session({ domains: ['example.org'] });
    assert.equal(client.rcpt('postmaster@example.org'), { verdict: 'pass' });
});
