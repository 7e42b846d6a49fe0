// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.util.List;
import java.util.function.Consumer;

/** Hears what a script says to each question. Safe for many threads; never blocks. */
@FunctionalInterface
interface Ear {
    /** Hears nothing. */
    Ear CLOSED = (_, _) -> _ -> {};

    /**
     * A script is about to be asked: what comes back takes what it says. The arguments are valid
     * now and not then.
     */
    Consumer<Said> listen(String function, List<View> arguments);
}
