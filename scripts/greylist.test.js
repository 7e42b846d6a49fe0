// @ts-check
// SPDX-License-Identifier: Apache-2.0

import { assert, clock, session, test } from 'postern/test';

/** What a client hears at RCPT. */
const write = (address = '198.51.100.7', sender = 'a@b.example', recipient = 'c@example.org') => {
    const client = session({ address });
    client.mail(sender);
    return client.rcpt(recipient).verdict;
};

test('who comes back after a while passes, and is not asked again', () => {
    assert.equal(write(), 'defer');
    clock.pass('1m');
    assert.equal(write(), 'defer');
    clock.pass('5m');
    assert.equal(write(), 'pass');
    clock.pass('10d');
    assert.equal(write(), 'pass');
    clock.pass('25d'); // 35 since the first, 25 since the last
    assert.equal(write(), 'pass');
    clock.pass('30d');
    clock.pass('3d'); // a window is long by a twelfth at most
    assert.equal(write(), 'defer');
});

test('who comes back too late is new', () => {
    assert.equal(write(), 'defer');
    clock.pass('2d');
    assert.equal(write(), 'defer');
});

test('the retry may come from a neighbour, and letter case says nothing', () => {
    assert.equal(write('198.51.100.7'), 'defer');
    assert.equal(write('2001:db8:0:1::7'), 'defer');
    clock.pass('10m');
    assert.equal(write('198.51.100.200', 'A@b.example', 'C@example.org'), 'pass');
    assert.equal(write('2001:db8:0:1:ffff::1'), 'pass');
    assert.equal(write('2001:db8:0:2::7'), 'defer');
    assert.equal(write('198.51.101.7'), 'defer');
});

test('another sender or recipient is new', () => {
    write();
    clock.pass('10m');
    assert.equal(write('198.51.100.7', 'x@b.example'), 'defer');
    assert.equal(write('198.51.100.7', 'a@b.example', 'x@example.org'), 'defer');
    assert.equal(write(), 'pass');
});

test('users, friends, bounces and mail to postmaster do not wait', () => {
    assert.equal(session({ account: 'ann' }).rcpt('a@b.example').verdict, 'pass');
    assert.equal(write('192.0.2.9'), 'pass');
    assert.equal(write('2001:db8:1::9'), 'pass');
    assert.equal(write('198.51.100.7', ''), 'pass');
    assert.equal(write('198.51.100.7', 'a@b.example', 'Postmaster@example.org'), 'pass');
});
