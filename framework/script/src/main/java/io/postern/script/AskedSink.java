// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

/** Takes copies of what policies were asked. Safe for many threads; never blocks. */
interface AskedSink {
    /** How much of a message's body it wants with {@code onMessage}, octets. */
    int bodyOctets();

    /** Takes one, or drops it where there is no room. */
    void take(Asked asked);
}
