// @ts-check
// SPDX-License-Identifier: Apache-2.0

import { assert, session, test } from 'postern/test';

/** What is changed of a message of a user. */
function edits(text = '', recipients = ['a@b.example'], who = { account: 'ann', sender: 'x@y' }) {
    const { account, sender } = who;
    const client = session({ account });
    client.mail(sender);
    for (const recipient of recipients) client.rcpt(recipient);
    return client.message(text).edits;
}

test('the text is a part of its own, the body keeps its octets', () => {
    const html = 'Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+\n';
    const made = edits(html) ?? [];
    const { before = '', after = '' } = made.find((edit) => edit.before) ?? {};
    assert.match(
        before,
        /^--(disclaimer-\w+)\nContent-Type: text\/html\nContent-Transfer-Encoding: base64\n\n$/,
    );
    assert.match(after, /^\n--disclaimer-\w+\nContent-Type: text\/plain;.*\n\n--\nExample/);
    assert.match(after, /--disclaimer-\w+--\n$/);
    const boundary = before.split('\n')[0]?.slice(2);
    const added = made.filter((edit) => edit.add);
    assert.equal(added, [
        { add: 'Content-Type', value: `multipart/mixed; boundary="${boundary}"` },
        { add: 'MIME-Version', value: '1.0' },
    ]);
    assert.ok(made.some((edit) => edit.remove === 'Content-Transfer-Encoding'));
});

test('a body without fields of its own is text', () => {
    const { before = '' } = edits('Subject: hi\n\nhello')?.find((edit) => edit.before) ?? {};
    assert.match(before, /^--disclaimer-\w+\n\n$/);
});

test('octets beyond ASCII are told of outside too', () => {
    const made = edits('Content-Transfer-Encoding: 8bit\n\nhello') ?? [];
    assert.equal(made.at(-1), { add: 'Content-Transfer-Encoding', value: '8bit' });
});

test('what is signed, encrypted or made by programs is left alone', () => {
    for (const field of [
        'DKIM-Signature: v=1',
        'Content-Type: Multipart/Signed; protocol="application/pgp-signature"',
        'Content-Type: multipart/encrypted',
        'Content-Type: application/pkcs7-mime; smime-type=enveloped-data',
        'Content-Type: application/x-pkcs7-mime',
        'Content-Type: multipart/report; report-type=disposition-notification',
        'Auto-Submitted: auto-replied',
    ]) {
        assert.equal(edits(`${field}\n\nhello`), undefined, field);
    }
    assert.equal(edits('Subject: x\n\n-----BEGIN PGP SIGNED MESSAGE-----\n'), undefined);
});

test('a field too long for a line is left where it is', () => {
    const long = `Content-Type: text/plain;\n name="${'x'.repeat(900)}"\n\nhello`;
    assert.equal(edits(long), undefined);
});

test('only for what users send to the outside', () => {
    const letter = 'Subject: hi\n\nhello';
    assert.equal(edits(letter, ['bob@Example.org', 'cyd@example.org']), undefined);
    assert.ok(edits(letter, ['bob@example.org', 'a@b.example']));
    assert.equal(edits(letter, ['a@b.example'], { account: '', sender: 'x@y' }), undefined);
    assert.equal(edits(letter, ['a@b.example'], { account: 'ann', sender: '' }), undefined);
});
