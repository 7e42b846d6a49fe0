// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// A router in JavaScript: sends the mail of some domains to fixed hosts. Scripts are asked before
// the routers of postern.yaml; what this one passes on goes its usual way.

import { options, pass, via } from 'postern';

const {
    // For each domain the hosts to hand its mail to, in order.
    hosts = { 'example.test': ['127.0.0.1:2599'] },
    // The entry under transports: in postern.yaml that carries it.
    transport = 'smtp',
} = options;

// A Map, since a domain comes from the network and must not be the key of an object.
const byDomain = new Map(Object.entries(hosts));

/**
 * Asked for each recipient; has no effects, since it is also asked to verify and to explain.
 *
 * @param {import('postern').Recipient} recipient
 */
export function route(recipient) {
    const hops = byDomain.get(recipient.domain);
    return hops ? via(transport, hops) : pass();
}
