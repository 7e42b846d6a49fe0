// @ts-check
// SPDX-License-Identifier: Apache-2.0

import { assert, clock, dns, route, session, shape, test } from 'postern/test';

test('a tenant sends as its own domains', () => {
    const ann = session({ account: 'Ann@Acme.example' });
    assert.equal(ann.mail('sales@acme.example').verdict, 'pass');
    assert.equal(ann.mail('').verdict, 'pass');
    assert.equal(ann.mail('ann@zeta.example').code, '5.7.1');
    assert.equal(ann.mail('ann@other.example').code, '5.7.1');
});

test('others are not its business', () => {
    assert.equal(session().mail('a@acme.example').verdict, 'pass');
    assert.equal(session({ account: 'bob' }).mail('a@b.example').verdict, 'pass');
});

test('a tenant has so many recipients in an hour, all its accounts together', () => {
    const write = (account = '') => {
        const client = session({ account });
        client.mail('');
        return client.rcpt('a@b.example').verdict;
    };
    for (let i = 0; i < 25; i++) {
        assert.equal(write('ann@zeta.example'), 'pass');
        assert.equal(write('bob@zeta.example'), 'pass');
    }
    assert.equal(write('cyd@zeta.example'), 'defer');
    assert.equal(write('ann@acme.example'), 'pass');
    clock.pass('2h');
    assert.equal(write('cyd@zeta.example'), 'pass');
});

test('what it sends to the outside goes by its transport', () => {
    dns.set('mx', 'b.example', [{ preference: 10, host: 'mx.b.example' }]);
    const sender = 'ann@acme.example';
    assert.equal(route('a@b.example', { sender }), {
        verdict: 'via',
        transport: 'smtp-acme',
        hops: [{ host: 'mx.b.example', port: 25, preference: 10 }],
    });
    assert.equal(route('a@host.example', { sender }).hops?.[0]?.host, 'host.example');
    dns.set('mx', 'null.example', [{ preference: 0, host: '' }]);
    assert.equal(route('a@null.example', { sender }).verdict, 'unroutable');
    for (const recipient of ['a@acme.example', 'a@zeta.example', 'a@example.org']) {
        assert.equal(route(recipient, { sender }).verdict, 'pass');
    }
    assert.equal(route('a@b.example', { sender: '' }).verdict, 'pass');
});

test('each transport has its pool', () => {
    assert.equal(shape({ transport: 'smtp-zeta' }), { verdict: 'limits', pool: 'zeta' });
    assert.equal(shape({ transport: 'smtp' }), { verdict: 'pass' });
});
