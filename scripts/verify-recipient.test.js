// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// There is no web in a test: these say whom the script asks for. `postern try` says the rest.

import { assert, session, test } from 'postern/test';

test('mailboxes of its domains are asked for', () => {
    const ask = () => session().rcpt('Ann@Customers.example');
    assert.throws(ask, /directory\.example\.org:443 isn't among scripts: http-origins:/);
});

test('postmaster and other domains are not', () => {
    assert.equal(session().rcpt('Postmaster@customers.example'), { verdict: 'pass' });
    assert.equal(session().rcpt('ann@example.org'), { verdict: 'pass' });
});
