// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

/** Whether the policies that domains publish are kept to (RFC 8461). */
enum MtaStsUse {
    /** Where there is one. */
    AUTO,
    /** Only where the level asks for it. */
    NEVER
}
