// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// A text below what users send to the outside. It becomes a MIME part behind the message, whose
// octets stay as they are. What is signed or encrypted isn't touched at all, nor are reports and
// answers of programs, whose form others read. Sign with DKIM after this, not before.

import { crypto, options } from 'postern';

const {
    text = '--\nExample Ltd., registered in Exampleshire, No. 12345.',
    // Who writes to these domains alone needs no telling.
    ours = ['example.org'],
} = options;
if (!/^[\n -~]+$/.test(text)) throw new TypeError('options: text must be ASCII');

const sealed = /^(multipart\/(signed|encrypted|report)|application\/(x-)?pkcs7-mime)\b/i;

// They go into the part that the body becomes.
const describing = ['Type', 'Transfer-Encoding', 'Disposition', 'Language', 'ID'].map(
    (name) => `Content-${name}`,
);

/**
 * Asked after the message.
 *
 * @param {import('postern').Transaction} transaction
 * @param {import('postern').Message} message
 */
export function onMessage({ client, sender, recipients }, message) {
    if (client.account === '' || sender === '') return;
    if (recipients.every(({ domain }) => ours.includes(domain))) return;
    if (isSealed(message)) return;

    const { headers } = message;
    const moved = described(headers);
    // A line that mail doesn't have (RFC 5322 section 2.1.1), once what was folded is one.
    if (moved.some((field) => field.length > 900)) return;
    const encoding = headers.get('Content-Transfer-Encoding').trim();
    const boundary = `disclaimer-${crypto.random(12)}`;
    message.wrap(
        `--${boundary}\n${moved.join('')}\n`,
        `\n--${boundary}\nContent-Type: text/plain; charset=us-ascii\n\n${text}\n--${boundary}--\n`,
    );
    for (const name of describing) headers.remove(name);
    headers.replace('Content-Type', `multipart/mixed; boundary="${boundary}"`);
    headers.replace('MIME-Version', '1.0');
    // Of a multipart it can only say which octets are in it (RFC 2045 section 6.4).
    if (/^(8bit|binary)$/i.test(encoding)) headers.add('Content-Transfer-Encoding', encoding);
}

/** @param {import('postern').Message} message */
function isSealed(message) {
    const { headers } = message;
    const automatic = headers.get('Auto-Submitted') || 'no';
    return (
        sealed.test(headers.get('Content-Type').trim()) ||
        headers.get('DKIM-Signature') !== '' ||
        automatic.trim().toLowerCase() !== 'no' ||
        message.body().includes('-----BEGIN PGP ') // signed or encrypted in the text itself
    );
}

/**
 * The fields that describe the body, each a line.
 *
 * @param {import('postern').Headers} headers
 */
function described(headers) {
    return describing
        .filter((name) => headers.get(name) !== '')
        .map((name) => `${name}: ${headers.get(name)}\n`);
}
