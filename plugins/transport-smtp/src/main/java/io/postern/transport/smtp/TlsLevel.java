// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

/** How much TLS a session with a hop must have; each level asks more than the one before. */
enum TlsLevel {
    /** None, even where it is offered. */
    NONE,
    /** Where it is offered and works, with any certificate (RFC 7435). */
    OPPORTUNISTIC,
    /** Always, with any certificate. */
    ENCRYPT,
    /** Always, with a trusted certificate for the hop's name. */
    VERIFY
}
