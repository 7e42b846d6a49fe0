// @ts-check
// SPDX-License-Identifier: Apache-2.0
//
// A router for domains of ours: what comes after the plus is the user's own business, so
// ann+news@ is ann@, and what is nobody's goes to one mailbox. It leads from address to address;
// the routers of postern.yaml deliver. Think twice about a catch-all: it gets much spam, and those
// who misspell a name don't hear of it.

import { options, pass, redirect } from 'postern';

/**
 * The names there are in each domain, aliases too, in lower case; and who gets the rest: one of
 * them, or an address elsewhere. Without it the rest is refused by who comes after.
 *
 * @type {{ domains?: Record<string, { names: string[], rest?: string }> }}
 */
const {
    domains = {
        'example.org': { names: ['ann', 'bob', 'postmaster'], rest: 'ann@example.org' },
        'example.net': { names: ['ann', 'postmaster'] },
    },
} = options;

const byDomain = new Map(Object.entries(domains));

/**
 * Asked for each recipient; has no effects, since it is also asked to verify and to explain.
 *
 * @param {import('postern').Recipient} recipient
 */
export function route({ localPart, domain }) {
    const known = byDomain.get(domain);
    const name = localPart.toLowerCase();
    // First the name as it is: some have a plus in them.
    if (!known || known.names.includes(name)) return pass();
    const user = name.split('+', 1)[0] ?? '';
    if (known.names.includes(user)) return redirect(`${user}@${domain}`);
    return known.rest ? redirect(known.rest) : pass();
}
