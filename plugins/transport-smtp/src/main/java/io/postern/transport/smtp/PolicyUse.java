// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

/** Whether what a domain publishes about TLS is looked for (RFC 7672, RFC 8461). */
enum PolicyUse {
    /** Where there is something; TLSA records only where DNSSEC vouches for the way to the host. */
    AUTO,
    /** Only where the level asks for it. */
    NEVER
}
