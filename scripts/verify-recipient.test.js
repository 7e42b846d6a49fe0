// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// There is no web in a test: of the directory they say whom the script asks for. `postern try`
// says the rest.

import { assert, lookup, options, session, test } from 'postern/test';

test('a table knows the mailboxes', () => {
    options({ table: 'mailboxes' });
    lookup.set('mailboxes', { 'ann@customers.example': 'yes' });
    assert.equal(session().rcpt('Ann@Customers.example'), { verdict: 'pass' });
    assert.equal(session().rcpt('bob@customers.example').code, '5.1.1');
    assert.equal(session().rcpt('bob@example.org'), { verdict: 'pass' });
});

test('a table that can not tell is temporary', () => {
    options({ table: 'mailboxes' });
    lookup.fail('mailboxes');
    assert.throws(() => session().rcpt('ann@customers.example'), /can't tell/);
});

test('mailboxes of its domains are asked for', () => {
    const ask = () => session().rcpt('Ann@Customers.example');
    assert.throws(ask, /directory\.example\.org:443 isn't among scripts: http-origins:/);
});

test('postmaster and other domains are not', () => {
    assert.equal(session().rcpt('Postmaster@customers.example'), { verdict: 'pass' });
    assert.equal(session().rcpt('ann@example.org'), { verdict: 'pass' });
});
