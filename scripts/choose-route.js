// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// A router that looks at more than the recipient: who sends, what time it is, and how much each
// of several hosts has had to do lately.

import { address, counters, options, pass, time, via } from 'postern';

const {
    // The entry under transports: in postern.yaml that carries it.
    transport = 'smtp',
    // Domains that are delivered here, or to a host of ours: they go their usual way.
    ours = ['example.org', 'sales.example.org'],
    // Mail of these domains leaves through a host of its own.
    senders = { 'sales.example.org': ['192.0.2.25'] },
    // Newsletters leave through these hosts, whichever has had less in the last minute; by day
    // through one, so that the others are there for people.
    newsletters = ['news@example.org'],
    zone = 'Europe/Berlin',
} = options;

/** @type {{ hosts?: string[] }} */
const { hosts = ['192.0.2.31', '192.0.2.32', '192.0.2.33'] } = options;

const bySender = new Map(Object.entries(senders));
const window = '1m';

/**
 * Asked for each recipient; has no effects, since it is also asked to verify and to explain.
 *
 * @param {import('postern').Recipient} recipient
 * @param {import('postern').RoutingContext} context
 */
export function route(recipient, context) {
    if (ours.includes(recipient.domain)) return pass();
    const own = bySender.get(address.parse(context.sender)?.domain ?? '');
    if (own) return via(transport, own);
    if (newsletters.includes(context.sender.toLowerCase())) {
        return via(transport, isDay() ? hosts.slice(0, 1) : leastLoadedFirst());
    }
    return pass();
}

function isDay() {
    const { hour, weekday } = time.local(zone);
    return weekday <= 5 && hour >= 8 && hour < 18;
}

function leastLoadedFirst() {
    const loads = new Map(hosts.map((host) => [host, counters.get('sent', host, { window })]));
    return hosts.toSorted((one, other) => (loads.get(one) ?? 0) - (loads.get(other) ?? 0));
}

/**
 * Told after each attempt. Here is counted, since route must have no effects.
 *
 * @param {import('postern').Outcome} outcome
 */
export function onOutcome({ host }) {
    if (hosts.includes(host)) counters.add('sent', host, { window });
}
