// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// Who may send where through this server. The default home uses this policy; change it to your
// needs: a saved change is taken within seconds, and one that doesn't compile changes nothing (the
// log says why, with line and column).
//
// Every function returns a verdict, or nothing, which is pass(): the next policy is asked. Where
// nobody permits it, mail for other people's domains is refused with 550 5.7.1.

import { deny, ip, options, pass, permit, reject } from 'postern';

const {
    // Hosts that may send anywhere: your offices, your web servers. These are addresses of the
    // documentation (RFC 5737): put yours here, or into the options of postern.yaml.
    networks = ['192.0.2.0/24', '2001:db8::/32'],
    // Logins that may, in lower case. To let in all who have logged in, say `authenticated: true`
    // under `relay:` in postern.yaml.
    accounts = ['backup@example.org'],
    // Domains that nobody may write to through us, not even the office: misspellings, for example.
    never = ['example.con', 'gmial.com'],
    // Local-parts that stand on web pages for harvesters to find. No person writes to them.
    spamtraps = ['spamtrap', 'do-not-write'],
} = options;

const office = ip.set(networks);

/**
 * Asked for each recipient that is neither in a local nor in a relay domain.
 *
 * @param {import('postern').Transaction} transaction
 * @param {import('postern').Recipient} recipient
 */
export function onRelay({ client }, recipient) {
    if (never.includes(recipient.domain)) {
        return deny('5.1.2', `${recipient.domain} isn't a mail domain, check the spelling`);
    }
    const known = office.has(client.address) || accounts.includes(client.account.toLowerCase());
    return known ? permit() : pass();
}

/**
 * Asked for each recipient that may be written to.
 *
 * @param {import('postern').Transaction} transaction
 * @param {import('postern').Recipient} recipient
 */
export function onRecipient(transaction, recipient) {
    // ops+alerts@ is ops@: what comes after the plus is the user's own business.
    const name = recipient.localPart.toLowerCase().split('+')[0] ?? '';
    if (spamtraps.includes(name)) {
        return reject('5.1.1', 'no such user');
    }
}
