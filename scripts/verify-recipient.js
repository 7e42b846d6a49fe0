// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// For domains whose mailboxes are elsewhere: asks a directory on the web whether there is such a
// mailbox, so that unknown users are refused at RCPT and not bounced. The directory must stand
// under `scripts: http-origins:`. While it can't tell, clients get a temporary failure.

import { counters, defer, http, log, options, reject } from 'postern';

const {
    domains = ['customers.example'],
    // Says 200 for a mailbox that is there, and 404 for one that isn't.
    directory = 'https://directory.example.org/mailboxes/',
    // A mailbox that was found isn't asked for again so soon. One that wasn't is, so that a new
    // one gets mail at once.
    window = '10m',
} = options;

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
    if (counters.get('verified', key, { window }) > 0) return;

    const { status } = http.get(directory + encodeURIComponent(key), { timeout: '3s' });
    if (status === 404) return reject('5.1.1', 'no such mailbox');
    if (status !== 200) {
        log.warn('directory says', status);
        return defer('4.3.0', 'the directory is out of order, try again later');
    }
    counters.add('verified', key, { window });
}
