// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// For domains whose mailboxes are elsewhere: asks a table, or a directory on the web, whether there
// is such a mailbox, so that unknown users are refused at RCPT and not bounced. The directory must
// stand under `scripts: http-origins:`. While neither can tell, clients get a temporary failure.

import { counters, defer, http, log, lookup, options, pass, reject } from 'postern';

const {
    domains = ['customers.example'],
    // The name under lookups: in postern.yaml; without one the directory is asked.
    table = '',
    // Says 200 for a mailbox that is there, and 404 for one that isn't.
    directory = 'https://directory.example.org/mailboxes/',
    // A mailbox that was found isn't asked for again so soon. One that wasn't is, so that a new
    // one gets mail at once.
    window = '10m',
} = options;

const mailboxes = table ? lookup(table) : null;

/**
 * Asked for each recipient that may be written to.
 *
 * @param {import('postern').Transaction} transaction
 * @param {import('postern').Recipient} recipient
 */
export function onRecipient(transaction, { localPart, domain, address }) {
    // Every domain has a postmaster (RFC 5321 section 4.5.1), whatever the directory says.
    if (!domains.includes(domain) || localPart.toLowerCase() === 'postmaster') return;
    const key = address.toLowerCase();
    return mailboxes ? said(mailboxes.get(key) !== null) : inDirectory(key);
}

/** @param {boolean} found */
function said(found) {
    return found ? pass() : reject('5.1.1', 'no such mailbox');
}

/** @param {string} mailbox */
function inDirectory(mailbox) {
    if (counters.get('verified', mailbox, { window }) > 0) return pass();
    const { status } = http.get(directory + encodeURIComponent(mailbox), { timeout: '3s' });
    if (status !== 200 && status !== 404) {
        log.warn('directory says', status);
        return defer('4.3.0', 'the directory is out of order, try again later');
    }
    if (status === 200) counters.add('verified', mailbox, { window });
    return said(status === 200);
}
