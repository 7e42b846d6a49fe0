// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// Keeps the mail of some senders, newsletters for example, in the queue at night and on Sundays
// where its readers live, and sends it in the morning.

import { defer, options, pass, time, wait } from 'postern';

const {
    senders = ['newsletter@example.org'], // in lower case
    zone = 'Europe/Berlin',
    morning = 8, // o'clock
    evening = 21,
} = options;
// Or retry would look for the end of a night that has none.
if (!(morning < evening)) throw new TypeError('options: morning must be before evening');

const reason = 'kept for the day';

/** @param {number} millis since 1970 */
function isQuiet(millis) {
    const { hour, weekday } = time.local(zone, millis);
    return hour < morning || hour >= evening || weekday === 7;
}

/**
 * Asked for each recipient before the routers of postern.yaml.
 *
 * @param {import('postern').Recipient} recipient
 * @param {import('postern').RoutingContext} context
 */
export function route(recipient, context) {
    const kept = senders.includes(context.sender.toLowerCase()) && isQuiet(time.now());
    return kept ? defer('4.7.0', reason) : pass();
}

/**
 * Asked when mail was put off: what was kept here is tried again when the next day begins.
 *
 * @param {import('postern').Deferral} deferral
 */
export function retry(deferral) {
    if (deferral.text !== reason) return pass();
    let seconds = 60;
    while (isQuiet(time.now() + seconds * 1000)) seconds += 600;
    return wait(seconds);
}
