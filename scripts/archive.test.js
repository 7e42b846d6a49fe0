// @ts-check
// SPDX-License-Identifier: Apache-2.0

import { assert, session, test } from 'postern/test';

/**
 * What is changed of a message.
 *
 * @param {string} sender
 * @param {...string} recipients
 */
function edits(sender, ...recipients) {
    const client = session();
    client.mail(sender);
    for (const recipient of recipients) client.rcpt(recipient);
    return client.message('Subject: hi\n\nhello').edits;
}

const copied = [{ recipient: 'archive@example.org', notify: false }];

test('mail from us and to us is kept, once', () => {
    assert.equal(edits('ann@Example.org', 'a@b.example'), copied);
    assert.equal(edits('a@b.example', 'c@d.example', 'Ann@example.org', 'bob@example.org'), copied);
    assert.equal(edits('', 'ann@example.org'), copied);
});

test('other mail is not', () => {
    assert.equal(edits('a@b.example', 'c@d.example'), undefined);
    assert.equal(edits('', 'c@notexample.org'), undefined);
});
