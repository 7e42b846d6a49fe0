// @ts-check
// SPDX-License-Identifier: Apache-2.0

import { assert, clock, retry, route, test } from 'postern/test';

const newsletter = { sender: 'Newsletter@example.org' };
const kept = { verdict: 'defer', code: '4.7.0', text: 'kept for the day' };

/** @param {string} time */
function at(time) {
    clock.set(time);
    return route('a@b.example', newsletter);
}

test('newsletters wait at night and on Sundays, by the clock of their readers', () => {
    assert.equal(at('2026-06-01T05:59:00Z'), kept);
    assert.equal(at('2026-06-01T06:00:00Z'), { verdict: 'pass' });
    assert.equal(at('2026-06-01T19:00:00Z'), kept);
    assert.equal(at('2026-06-07T10:00:00Z'), kept);
});

test('other mail is sent at any time', () => {
    clock.set('2026-06-01T01:00:00Z');
    assert.equal(route('a@b.example', { sender: 'ann@example.org' }), { verdict: 'pass' });
});

test('what was kept is tried when the day begins', () => {
    clock.set('2026-06-01T05:30:00Z');
    const { verdict, seconds = 0 } = retry({ code: '4.7.0', text: 'kept for the day' });
    assert.equal(verdict, 'wait');
    assert.ok(seconds >= 1800 && seconds <= 2460, `${seconds} s`);
    assert.equal(retry({ text: 'greylisted' }), { verdict: 'pass' });
});
