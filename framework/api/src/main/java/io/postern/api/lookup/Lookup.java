// SPDX-License-Identifier: Apache-2.0
package io.postern.api.lookup;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Finds what is kept under a key: in a file, a directory, a database. Who asks names it by the name
 * that it has under {@code lookups:}, its service property {@code postern.name}; there is no order
 * among several, and none stands in for another.
 *
 * <p>May block; called from many threads at once. Who asks sets a deadline of some seconds, at
 * which the thread is interrupted. A throw, a null or an overrun counts as {@link
 * LookupAnswer.Unknown}: a temporary failure of what needed the answer, never "not found".
 */
@ConsumerType
@FunctionalInterface
public interface Lookup {
    /**
     * What is kept under a key.
     *
     * @param key as it was asked for, often from the network: any text, also an empty one
     */
    LookupAnswer find(String key) throws InterruptedException;
}
