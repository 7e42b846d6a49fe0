// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

/** Whether a message may go out by BDAT (RFC 3030). */
enum Chunking {
    /** Where it is binary and the host takes that. */
    AUTO,
    /** Never, as if nobody offered it. */
    NEVER
}
