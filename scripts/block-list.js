// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// Refuses clients that lists in the DNS know for spam. Asked at the first recipient and not at the
// connection, so that the log says to whom it was, and users who log in aren't asked about. Where
// a list can't be reached the client is told to come back: a list that is down for long should be
// taken out here. Mind the conditions of a list: most don't answer the resolvers of others.

import { dns, note, options, reject } from 'postern';

/** @type {{ lists?: string[] }} those that you may use, the best first */
const { lists = ['bl.example.org'] } = options;

// Whether the session's client is on a list: 'no' once that is known.
const listed = note.session('listed', '');

/**
 * Asked for each recipient that may be written to.
 *
 * @param {import('postern').Transaction} transaction
 */
export function onRecipient({ client }) {
    if (client.account !== '') return;
    if (listed.get(client) === '') listed.set(client, find(client.address));
    const list = listed.get(client);
    if (list !== 'no') return reject('5.7.1', `${client.address} is listed at ${list}`);
}

/** @param {string} address */
function find(address) {
    return lists.find((list) => dns.dnsbl(address, list).length > 0) ?? 'no';
}
