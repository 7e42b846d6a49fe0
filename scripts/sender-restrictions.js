// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// Who may stand in MAIL FROM. Users who have logged in send as themselves; nobody sends as one of
// a list; and the domain of everybody else must be able to get our answer. The null reverse-path,
// which bounces have, is let through: to refuse it would be to refuse them all.

import { address, dns, options, reject } from 'postern';

const {
    // What an account may send as, in lower case. Who isn't here sends as its own name alone.
    owned = { 'ann@example.org': ['ann@example.org', 'info@example.org'] },
    // Addresses and domains that nobody sends as, in lower case.
    blocked = ['offers@example.net', 'spam.example'],
} = options;

const byAccount = new Map(Object.entries(owned));

/**
 * Asked after MAIL FROM.
 *
 * @param {import('postern').Transaction} transaction
 */
export function onSender({ client, sender }) {
    const from = address.parse(sender);
    if (from === null) return; // the null reverse-path
    const name = from.address.toLowerCase();
    if (blocked.includes(name) || blocked.includes(from.domain)) {
        return reject('5.7.1', `${from.address} can't send here`);
    }
    if (client.account !== '') {
        const account = client.account.toLowerCase();
        const mine = byAccount.get(account) ?? [account];
        if (!mine.includes(name)) return reject('5.7.1', `${account} can't send as ${name}`);
        return;
    }
    // An address literal, as in a@[192.0.2.1], has no name to ask for.
    if (!from.domain.startsWith('[')) return unanswerable(from.domain);
}

/** @param {string} domain */
function unanswerable(domain) {
    const name = address.ascii(domain);
    const hosts = dns.mx(name);
    if (hosts.some(({ host }) => host === '' || host === '.')) {
        return reject('5.7.27', `${domain} says that it takes no mail`); // RFC 7505
    }
    if (hosts.length === 0 && dns.addresses(name).length === 0) {
        return reject('5.1.8', `${domain} is no domain that takes mail`);
    }
}
