// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// Hides the names of hosts inside: ann@pc7.internal.example.org becomes ann@example.org, in the
// header section and in the envelope, and what inner hosts wrote into Received goes. Only for mail
// of our own: what passes through keeps its trace, which loops are found by.

import { ip, options } from 'postern';

const {
    // Whose mail it is done to, besides that of users who have logged in.
    networks = ['192.0.2.0/24', '2001:db8::/32'],
    // The domain that inner hosts are in, and the one that takes its place.
    internal = 'internal.example.org',
    outward = 'example.org',
    // Fields with addresses, and fields that go altogether.
    addresses = ['From', 'Sender', 'Reply-To', 'To', 'Cc'],
    tattlers = ['X-Originating-IP', 'X-Mailer', 'User-Agent'],
} = options;

const inside = ip.set(networks);
const names = new RegExp(
    `(?<![a-z0-9.-])(?:[a-z0-9-]+\\.)*${internal.replaceAll('.', '\\.')}(?![a-z0-9.-])`,
    'gi',
);

/**
 * Asked after the message.
 *
 * @param {import('postern').Transaction} transaction
 * @param {import('postern').Message} message
 */
export function onMessage({ client, sender }, message) {
    const { headers } = message;
    if (client.account === '' && !inside.has(client.address)) return;
    if (headers.get('DKIM-Signature') !== '') return; // it would no longer hold

    for (const name of addresses) {
        change(headers, name, (values) => values.map(renamed));
    }
    change(headers, 'Received', (values) => values.filter((value) => renamed(value) === value));
    for (const name of tattlers) {
        if (headers.get(name) !== '') headers.remove(name);
    }
    if (renamed(sender) !== sender) message.setSender(renamed(sender));
}

/** @param {string} text */
function renamed(text) {
    return text.replace(names, outward);
}

/**
 * Writes the fields of a name anew, from the lowest up, where that makes a difference.
 *
 * @param {import('postern').Headers} headers
 * @param {string} name
 * @param {(values: string[]) => string[]} edit
 */
function change(headers, name, edit) {
    const before = [...headers.all(name)];
    const after = edit(before);
    if (after.join('\n') === before.join('\n')) return;
    headers.remove(name);
    for (const value of after.toReversed()) headers.add(name, value);
}
