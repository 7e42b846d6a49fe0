// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

/** Takes copies of what policies were asked. Safe for many threads; never blocks. */
interface AskedSink {
    /** How much of a message's body it wants with {@code onMessage}, octets. */
    int bodyOctets();

    /**
     * Whether it wants what a hook is asked now; asked once for each question, in the order of a
     * session's questions, before anything is copied.
     *
     * @param session empty for {@code route}
     */
    default boolean wants(String session, String hook) {
        return true;
    }

    /** Takes one, or drops it where there is no room. */
    void take(Asked asked);
}
