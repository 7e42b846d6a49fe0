// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import io.postern.api.mail.Status;

/** What came of asking a hook, or a chain of them. */
public sealed interface Answer<A> {
    /**
     * It answered.
     *
     * @param hook the name of the one that did
     */
    record Given<A>(A value, String hook) implements Answer<A> {}

    /** Nobody had an opinion, or nobody is there. */
    record None<A>() implements Answer<A> {}

    /**
     * The hook threw, answered null or took too long: a temporary failure (4.3.0) of what was
     * asked.
     *
     * @param hook the name of the one that did
     */
    record Trouble<A>(Status.Transient status, String hook) implements Answer<A> {}
}
