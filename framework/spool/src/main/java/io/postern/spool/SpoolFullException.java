// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

/** There is no room for a message now: 452 4.3.1. */
public final class SpoolFullException extends RuntimeException {
    /** Says what was attempted on what. */
    public SpoolFullException(String message) {
        super(message);
    }

    /** Says what was attempted on what, and what came of it. */
    public SpoolFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
