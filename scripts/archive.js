// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// A copy of mail for an archive, that nobody is told of: no field names it, and what comes of it
// is never reported to the sender. The archive sees the message as it is delivered, and so not to
// whom it went: to write that into the header section would tell everybody of a blind copy.

import { address, options } from 'postern';

const {
    archive = 'archive@example.org',
    domains = ['example.org'], // mail from and to these is kept
} = options;

/**
 * Asked after the message.
 *
 * @param {import('postern').Transaction} transaction
 * @param {import('postern').Message} message
 */
export function onMessage({ sender, recipients }, message) {
    const all = [address.parse(sender)?.domain ?? '', ...recipients.map(({ domain }) => domain)];
    if (all.some((domain) => domains.includes(domain))) {
        message.addRecipient(archive, { notify: false });
    }
}
