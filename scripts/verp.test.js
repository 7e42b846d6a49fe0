// @ts-check
// SPDX-License-Identifier: Apache-2.0

import { assert, route, session, test } from 'postern/test';

const list = 'News@example.org';

/** The sender of the copy for one subscriber. */
const senderFor = (subscriber = '') => route(subscriber, { sender: list }).sender ?? '';

test('each copy has a sender that names the subscriber', () => {
    const { verdict, addresses, sender = '' } = route('Ann+x@B.example', { sender: list });
    assert.equal([verdict, addresses], ['redirect', ['Ann+x@b.example']]);
    assert.match(sender, /^news\+[0-9a-f]{10}=ann\+x=b\.example@example\.org$/);
    assert.equal(route('ann@b.example', { sender }), { verdict: 'pass' });
});

test('others keep theirs, and so does what would not fit', () => {
    for (const sender of ['bob@example.org', '']) {
        assert.equal(route('a@b.example', { sender }), { verdict: 'pass' });
    }
    const long = `${'a'.repeat(50)}@b.example`;
    assert.equal(route(long, { sender: list }), { verdict: 'pass' });
    assert.equal(route('"a b"@c.example', { sender: list }), { verdict: 'pass' });
});

test('what comes back goes to the owner', () => {
    const bounced = { verdict: 'redirect', addresses: ['postmaster@example.org'] };
    assert.equal(route(senderFor('ann@b.example').toUpperCase(), { sender: '' }), bounced);
    const client = session({ domains: ['example.org'] });
    client.mail('');
    client.rcpt(senderFor('ann@b.example'));
    assert.equal(client.message('Subject: failed\n\n'), { verdict: 'pass' });
});

test('only bounces come back', () => {
    const client = session({ domains: ['example.org'] });
    assert.equal(client.rcpt(senderFor('ann@b.example')).code, '5.7.1');
    assert.equal(client.rcpt('news@example.org'), { verdict: 'pass' });
});

test('a signature that is made up is none', () => {
    const forged = 'news+0123456789=ann=b.example@example.org';
    assert.equal(route(forged, { sender: '' }), { verdict: 'pass' });
});
