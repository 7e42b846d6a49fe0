// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What time it is for the spool.
 *
 * @param wall the time of day, which may jump
 * @param ticks nanoseconds since whenever, which never go back
 */
record Clocks(InstantSource wall, LongSupplier ticks) {
    static Clocks system() {
        return new Clocks(InstantSource.system(), System::nanoTime);
    }
}
