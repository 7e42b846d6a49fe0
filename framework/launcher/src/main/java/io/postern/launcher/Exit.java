// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

/** How a command ends, for scripts (sysexits.h has the 75). */
final class Exit {
    static final int FINE = 0;

    /** The answer is no. */
    static final int NO = 1;

    /** Not said right; picocli's own. */
    static final int USAGE = 2;

    /** The same command may work later. */
    static final int TRY_AGAIN = 75;

    private Exit() {}
}
