// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// How many recipients an account may write to, so that a stolen password isn't worth much. What is
// too much gets a temporary failure and may be sent later; the log says who it was. The counts are
// shared by all sessions and kept when this file is changed, not when the server is restarted.

import { counters, defer, log, options } from 'postern';

const {
    rate = '200/h',
    // Accounts that may send more: newsletters, monitoring.
    more = { 'newsletter@example.org': '10000/h' },
} = options;

const rates = new Map(Object.entries(more));

/**
 * Asked for each recipient that may be written to.
 *
 * @param {import('postern').Transaction} transaction
 */
export function onRecipient(transaction) {
    const account = transaction.client.account;
    if (account === '') return;
    const ruling = counters.limit('recipients', account, { rate: rates.get(account) ?? rate });
    if (!ruling.allowed) {
        log.warn('too many recipients', account, ruling.count);
        return defer('4.7.1', `too many recipients, try again in ${ruling.retryAfter} s`);
    }
}
