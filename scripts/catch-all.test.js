// @ts-check
// SPDX-License-Identifier: Apache-2.0

import { assert, route, test } from 'postern/test';

/** @param {string} address */
const lead = (address) => ({ verdict: 'redirect', addresses: [address] });
const passed = { verdict: 'pass' };

test('what comes after the plus is dropped', () => {
    assert.equal(route('Ann+News@Example.org'), lead('ann@example.org'));
    assert.equal(route('bob+a+b@example.org'), lead('bob@example.org'));
    assert.equal(route('ann+x@example.net'), lead('ann@example.net'));
});

test('names that there are go their usual way', () => {
    for (const address of ['ann@example.org', 'BOB@example.org', 'Postmaster@example.org']) {
        assert.equal(route(address), passed);
    }
});

test('what is nobody’s goes to one mailbox, where there is one', () => {
    for (const name of ['nobody', 'nobody+x', '+ann', '"a b"', '"ann+@x"']) {
        const answer = route(`${name}@example.org`).addresses;
        assert.equal(answer, ['ann@example.org'], name);
    }
    assert.equal(route('nobody@example.net'), passed);
});

test('other domains are not ours', () => {
    assert.equal(route('ann+x@other.example'), passed);
});
