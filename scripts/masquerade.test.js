// @ts-check
// SPDX-License-Identifier: Apache-2.0

import { assert, session, test } from 'postern/test';

/**
 * @param {import('postern/test').SessionOptions} client
 * @param {string} sender
 * @param {...string} fields
 */
function send(client, sender, ...fields) {
    const one = session(client);
    one.mail(sender);
    one.rcpt('b@other.example');
    return one.message(`${fields.join('\n')}\n\nhello`);
}

const user = { account: 'ann' };

test('addresses lose the names of hosts', () => {
    const from = 'From: "Ann" <ann@PC7.Internal.example.org>';
    assert.equal(send(user, 'ann@pc7.internal.example.org', from), {
        verdict: 'pass',
        edits: [
            { remove: 'From' },
            { add: 'From', value: '"Ann" <ann@example.org>' },
            { sender: 'ann@example.org' },
        ],
    });
});

test('each address of a list', () => {
    const to = 'To: a@internal.example.org, b@c.example, d@x.y.internal.example.org';
    assert.equal(send(user, 'ann@example.org', to).edits?.[1], {
        add: 'To',
        value: 'a@example.org, b@c.example, d@example.org',
    });
});

test('what only looks alike stays', () => {
    const from = 'From: a@notinternal.example.org, b@internal.example.org.example';
    assert.equal(send(user, 'a@notinternal.example.org', from), { verdict: 'pass' });
    assert.equal(send(user, ''), { verdict: 'pass' });
});

test('the trace of inner hosts goes, the rest stays in order', () => {
    const fields = ['from a', 'from pc7.internal.example.org', 'from c'];
    const received = fields.map((value) => `Received: ${value}`);
    assert.equal(send({ address: '192.0.2.7' }, 'ann@example.org', ...received).edits, [
        { remove: 'Received' },
        { add: 'Received', value: 'from c' },
        { add: 'Received', value: 'from a' },
    ]);
    assert.equal(send(user, 'a@example.org', 'User-Agent: x').edits, [{ remove: 'User-Agent' }]);
});

test('mail of others, and signed mail, is left alone', () => {
    const from = 'From: ann@pc7.internal.example.org';
    const passed = { verdict: 'pass' };
    assert.equal(send({ address: '198.51.100.7' }, 'a@internal.example.org', from), passed);
    assert.equal(send(user, 'a@internal.example.org', 'DKIM-Signature: v=1', from), passed);
});
