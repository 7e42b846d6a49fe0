// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import org.jspecify.annotations.Nullable;

import javax.net.ssl.SSLContext;

/**
 * How a {@link Sink} is to be.
 *
 * @param threads one is enough for some ten thousand messages a second
 * @param temper how it answers
 * @param tls what it shows behind STARTTLS; null to offer none
 */
public record SinkSetup(int threads, Temper temper, @Nullable SSLContext tls) {
    /** One thread, always kind, no TLS. */
    public static final SinkSetup PLAIN = new SinkSetup(1, Temper.KIND, null);

    public SinkSetup {
        if (threads < 1) {
            throw new IllegalArgumentException("a sink needs a thread");
        }
    }
}
