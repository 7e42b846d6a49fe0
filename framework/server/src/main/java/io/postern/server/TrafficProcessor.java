// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import org.apache.mina.transport.socket.nio.NioProcessor;
import org.apache.mina.transport.socket.nio.NioSession;

import java.util.concurrent.Executor;

/**
 * MINA's processor with one repair: there, resuming reads from another thread changes the selection
 * key beside the I/O thread, without waking it, so that reading goes on up to a second later and a
 * change made meanwhile may be lost. Here the I/O thread itself is told to do it.
 *
 * <p>Public, with a public constructor, since MINA's pool makes it by reflection.
 */
public final class TrafficProcessor extends NioProcessor {
    private volatile Thread ioThread = Thread.currentThread();

    /** As MINA's pool calls it. */
    public TrafficProcessor(Executor executor) {
        super(executor);
    }

    @Override
    protected int select(long timeout) throws Exception {
        ioThread = Thread.currentThread();
        return super.select(timeout);
    }

    @Override
    public void updateTrafficControl(NioSession session) {
        if (Thread.currentThread().equals(ioThread)) {
            super.updateTrafficControl(session);
        } else {
            updateTrafficMask(session);
        }
    }
}
