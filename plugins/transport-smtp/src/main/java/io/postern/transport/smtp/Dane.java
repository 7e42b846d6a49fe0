// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

/** Whether TLSA records are looked for (RFC 7672). */
enum Dane {
    /** Where DNSSEC vouches for the way to the host. */
    AUTO,
    /** Only where the level asks for it. */
    NEVER
}
