// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// Greylisting: who writes to somebody for the first time is told to come back, which mail servers
// do and much that sends spam doesn't. What is remembered are counters, so it's shared by all
// sessions, kept when this file changes, and forgotten when the server stops: then everybody is
// new again, and comes back.

import { counters, defer, ip, options } from 'postern';

const {
    least = '5m', // who comes back sooner is told to wait on
    most = '1d', // who comes back later is new
    trust = '30d', // who came back in time isn't asked again for so long
    // Never kept waiting: partners, and providers that try again from another network each time.
    friends = ['192.0.2.0/24', '2001:db8:1::/48'],
} = options;

const known = ip.set(friends);

/**
 * Asked for each recipient that may be written to.
 *
 * @param {import('postern').Transaction} transaction
 * @param {import('postern').Recipient} recipient
 */
export function onRecipient({ client, sender }, recipient) {
    if (client.account !== '' || known.has(client.address)) return;
    // Others ask with the null reverse-path whether a sender of ours exists, and don't come back.
    if (sender === '' || recipient.localPart.toLowerCase() === 'postmaster') return;

    const key = `${network(client.address)} ${sender} ${recipient.address}`.toLowerCase();
    if (counters.get('grey-known', key, { window: trust }) === 0) {
        if (counters.get('grey-seen', key, { window: most }) === 0) {
            counters.add('grey-seen', key, { window: most });
            counters.add('grey-young', key, { window: least });
        }
        if (counters.get('grey-young', key, { window: least }) > 0) {
            return defer('4.7.1', 'greylisted, please come back in a few minutes');
        }
    }
    counters.add('grey-known', key, { window: trust });
}

/**
 * The /24 or /64 of an address: hosts of one pool are neighbours, and the retry may come from
 * another of them.
 *
 * @param {string} address
 */
function network(address) {
    return address.includes(':')
        ? address.split(':').slice(0, 4).join(':')
        : address.split('.').slice(0, 3).join('.');
}
