// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// Several customers on one server: each sends as its own domains, so much an hour, and from
// addresses of its own. A tenant is found by the account at login, and afterwards by the domain
// of the sender, which by then is its own.

import {
    address,
    counters,
    defer,
    dns,
    limits,
    log,
    options,
    pass,
    reject,
    unroutable,
    via,
} from 'postern';

/**
 * @typedef {object} Tenant
 * @property {string[]} domains what its accounts are in and may send as
 * @property {string} rate recipients, of all its accounts together
 * @property {string} transport under transports: in postern.yaml, an entry of type smtp for each
 * @property {string} pool under egress: in postern.yaml
 */

/** @type {{ tenants?: Tenant[], here?: string[] }} */
const {
    tenants = [
        { domains: ['acme.example'], rate: '1000/h', transport: 'smtp-acme', pool: 'acme' },
        { domains: ['zeta.example'], rate: '50/h', transport: 'smtp-zeta', pool: 'zeta' },
    ],
    // Domains that are delivered here, besides those of tenants: they go their usual way.
    here = ['example.org'],
} = options;

const byDomain = new Map(tenants.flatMap((one) => one.domains.map((domain) => [domain, one])));

/** @param {string} mailbox */
const tenantOf = (mailbox) => byDomain.get(address.parse(mailbox)?.domain ?? '');

/**
 * Asked after MAIL FROM. The null reverse-path is let through: receipts have it.
 *
 * @param {import('postern').Transaction} transaction
 */
export function onSender({ client, sender }) {
    const tenant = tenantOf(client.account);
    if (tenant && sender !== '' && tenantOf(sender) !== tenant) {
        return reject('5.7.1', `${client.account} can't send as ${sender}`);
    }
}

/**
 * Asked for each recipient that may be written to.
 *
 * @param {import('postern').Transaction} transaction
 */
export function onRecipient({ client }) {
    const tenant = tenantOf(client.account);
    if (!tenant) return;
    const ruling = counters.limit('tenant', tenant.pool, { rate: tenant.rate });
    if (!ruling.allowed) {
        log.warn('too much for', tenant.pool, client.account);
        return defer('4.7.1', `too many recipients, try again in ${ruling.retryAfter} s`);
    }
}

/**
 * Asked for each recipient: what a tenant sends to the outside goes by its transport.
 *
 * @param {import('postern').Recipient} recipient
 * @param {import('postern').RoutingContext} context
 */
export function route({ domain }, { sender }) {
    const tenant = tenantOf(sender);
    if (!tenant || byDomain.has(domain) || here.includes(domain)) return pass();
    const hosts = dns.mx(address.ascii(domain));
    if (hosts.some(({ host }) => host === '' || host === '.')) {
        return unroutable('5.1.10', `${domain} takes no mail`); // RFC 7505
    }
    return via(tenant.transport, hosts.length > 0 ? hosts : domain);
}

/**
 * Asked for each destination: the transport says whose mail it is.
 *
 * @param {import('postern').Destination} destination
 */
export function shape({ transport }) {
    const tenant = tenants.find((one) => one.transport === transport);
    return tenant ? limits({ pool: tenant.pool }) : pass();
}
