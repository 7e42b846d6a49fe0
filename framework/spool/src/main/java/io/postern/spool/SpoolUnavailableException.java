// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

/** The journal has failed, or a message in it can't be read: 451 4.3.0 or 421 4.3.2. */
public final class SpoolUnavailableException extends RuntimeException {
    /** Says what was attempted on what. */
    public SpoolUnavailableException(String message) {
        super(message);
    }

    /** Says what was attempted on what, and what came of it. */
    public SpoolUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
