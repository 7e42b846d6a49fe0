// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// Run by `postern script test`, and by the server before it takes a changed route.js.

import { assert, route, test } from 'postern/test';

test('mail of its domains goes to the fixed host', () => {
    assert.equal(route('a@example.test'), {
        verdict: 'via',
        transport: 'smtp',
        hops: [{ host: '127.0.0.1', port: 2599, preference: 0 }],
    });
});

test('the rest goes its usual way', () => {
    assert.equal(route('a@other.test'), { verdict: 'pass' });
});
