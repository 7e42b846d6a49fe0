// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// Variable envelope return paths: each copy of a newsletter has a sender of its own that names the
// subscriber, news+ann=b.example@, so that a bounce says whose it is, however it is worded. A
// signature in it keeps others from making some up.

import { address, counters, crypto, log, options, pass, redirect, reject } from 'postern';

const {
    user = 'news', // the newsletter is sent as news@example.org
    domain = 'example.org',
    owner = 'postmaster@example.org', // who gets the bounces
    key = 'put a long secret of yours here',
} = options;

const window = '30d';

/** @param {string} subscriber */
const signature = (subscriber) => crypto.hmac('sha256', key, subscriber).slice(0, 10);

/**
 * Asked for each recipient; has no effects, since it is also asked to verify and to explain.
 *
 * @param {import('postern').Recipient} recipient
 * @param {import('postern').RoutingContext} context
 */
export function route(recipient, { sender }) {
    if (subscriberOf(recipient)) return redirect(owner);
    if (sender.toLowerCase() !== `${user}@${domain}`) return pass();
    const subscriber = `${recipient.localPart}=${recipient.domain}`.toLowerCase();
    const local = `${user}+${signature(subscriber)}=${subscriber}`;
    // Not where others might refuse it: too long (RFC 5321 section 4.5.3.1.1), or to be quoted.
    if (local.length > 64 || recipient.address.startsWith('"')) return pass();
    return redirect(recipient.address, { sender: `${local}@${domain}` });
}

/**
 * Asked for each recipient that may be written to: nobody but a bounce writes to such an address.
 *
 * @param {import('postern').Transaction} transaction
 * @param {import('postern').Recipient} recipient
 */
export function onRecipient({ sender }, recipient) {
    if (subscriberOf(recipient) && sender !== '') return reject('5.7.1', 'for bounces alone');
}

/**
 * Asked after the message: counts the bounces of each subscriber.
 *
 * @param {import('postern').Transaction} transaction
 */
export function onMessage({ recipients }) {
    for (const subscriber of recipients.map(subscriberOf)) {
        if (subscriber === '') continue;
        log.info('bounced', subscriber, counters.add('bounced', subscriber, { window }));
    }
}

/**
 * Whose bounce comes to an address: 'ann@b.example', '' where it is no address of this kind.
 *
 * @param {import('postern').Recipient} recipient
 */
function subscriberOf(recipient) {
    const to = address.parse(recipient.address);
    if (to === null || to.user.toLowerCase() !== user || to.domain !== domain) return '';
    const [, signed = '', subscriber = ''] = /^([0-9a-f]{10})=(.+=[^=]+)$/i.exec(to.tag) ?? [];
    const name = subscriber.toLowerCase();
    if (!crypto.equal(signed.toLowerCase(), signature(name))) return '';
    const at = name.lastIndexOf('=');
    return `${name.slice(0, at)}@${name.slice(at + 1)}`;
}
