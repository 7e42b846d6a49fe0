// @ts-check
// SPDX-License-Identifier: Apache-2.0

import { assert, clock, outcome, route, test } from 'postern/test';

/** The hosts that mail of a sender may go to, in order. */
const hosts = (sender = '', recipient = 'a@b.example') =>
    route(recipient, { sender }).hops?.map(({ host }) => host);

test('a sender domain has a host of its own', () => {
    assert.equal(hosts('ann@Sales.example.org'), ['192.0.2.25']);
    assert.equal(hosts('"a b"@sales.example.org'), ['192.0.2.25']);
});

test('newsletters have one host by day', () => {
    clock.set('2026-06-01T10:00:00Z'); // a Monday, noon
    assert.equal(hosts('News@example.org'), ['192.0.2.31']);
});

test('at night the one that has had least comes first', () => {
    clock.set('2026-06-01T22:00:00Z');
    assert.equal(hosts('news@example.org'), ['192.0.2.31', '192.0.2.32', '192.0.2.33']);
    for (const host of ['192.0.2.31', '192.0.2.31', '192.0.2.32', '']) outcome({ host });
    assert.equal(hosts('news@example.org'), ['192.0.2.33', '192.0.2.32', '192.0.2.31']);
    clock.pass('5m');
    assert.equal(hosts('news@example.org')?.[0], '192.0.2.31');
});

test('other mail, bounces and mail for us go their usual way', () => {
    for (const sender of ['bob@example.org', '']) {
        assert.equal(route('a@b.example', { sender }), { verdict: 'pass' });
    }
    const local = route('ann@example.org', { sender: 'news@example.org' });
    assert.equal(local, { verdict: 'pass' });
});
