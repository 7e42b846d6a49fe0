// SPDX-License-Identifier: Apache-2.0
package io.postern.mta.sts;

import io.postern.api.lookup.StsPolicy;
import io.postern.api.lookup.StsTrouble;

/** Where policies are read. */
@FunctionalInterface
interface PolicySource {
    /** Reads that of a domain, a name in A-labels. Blocks, up to its own deadline. */
    Fetched fetch(String domain) throws InterruptedException;

    /** What came of it. */
    sealed interface Fetched {
        /** A policy. */
        record Policy(StsPolicy policy) implements Fetched {}

        /** None, and why. */
        record Failure(StsTrouble trouble) implements Fetched {}
    }
}
