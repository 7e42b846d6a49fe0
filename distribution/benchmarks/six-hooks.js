// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// A policy of six hooks, each with something to look at, that refuses nothing `bench` sends:
//   distribution/benchmarks/compare.sh intake --script distribution/benchmarks/six-hooks.js

import { counters, ip, note, pass, permit, reject } from 'postern';

const listed = ip.set('198.51.100.0/24', '2001:db8:bad::/48');
const trusted = ip.set('127.0.0.0/8', '::1');
const senders = note.session('senders', 0);

/** @param {import('postern').Client} client */
export function onConnect(client) {
    return listed.has(client.address) ? reject('5.7.1', 'you are listed') : pass();
}

/** @param {import('postern').Client} client */
export function onHelo(client) {
    return client.helo.toLowerCase() === 'localhost' ? reject('5.7.1', 'you are not') : pass();
}

/** @param {import('postern').Transaction} transaction */
export function onSender(transaction) {
    senders.set(transaction.client, senders.get(transaction.client) + 1);
    return transaction.sender.endsWith('.invalid') ? reject('5.1.8', 'no such domain') : pass();
}

/**
 * @param {import('postern').Transaction} transaction
 * @param {import('postern').Recipient} recipient
 */
export function onRelay(transaction, recipient) {
    return trusted.has(transaction.client.address) && recipient.domain !== 'example.invalid'
        ? permit()
        : pass();
}

/**
 * @param {import('postern').Transaction} transaction
 * @param {import('postern').Recipient} recipient
 */
export function onRecipient(transaction, recipient) {
    const rate = counters.limit('mail', transaction.client.address, { rate: '10000000/h' });
    return rate.allowed && !recipient.localPart.startsWith('spamtrap')
        ? pass()
        : reject('5.7.1', 'too much');
}

/**
 * @param {import('postern').Transaction} transaction
 * @param {import('postern').Message} message
 */
export function onMessage(transaction, message) {
    if (message.headers.get('Subject').includes('lottery')) {
        return reject('5.7.1', 'no, thanks');
    }
    message.headers.add('X-Recipients', String(transaction.recipients.length));
}
