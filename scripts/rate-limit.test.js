// @ts-check
// SPDX-License-Identifier: Apache-2.0

import { assert, clock, session, test } from 'postern/test';

/** @param {string} account */
const write = (account) => session({ account }).rcpt('a@b.example');

test('an account has so many recipients in an hour', () => {
    for (let i = 0; i < 200; i++) assert.equal(write('ann').verdict, 'pass');
    const answer = write('ann');
    assert.equal(answer.code, '4.7.1');
    assert.match(answer.text ?? '', /^too many recipients, try again in \d+ s$/);
    assert.equal(write('bob').verdict, 'pass');
    clock.pass('2h');
    assert.equal(write('ann').verdict, 'pass');
});

test('some have more', () => {
    for (let i = 0; i < 300; i++) {
        assert.equal(write('newsletter@example.org').verdict, 'pass');
    }
});

test('mail from outside is not counted', () => {
    for (let i = 0; i < 300; i++) assert.equal(write('').verdict, 'pass');
});
