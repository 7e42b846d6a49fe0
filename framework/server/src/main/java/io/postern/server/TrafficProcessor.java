// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.core.session.AttributeKey;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.transport.socket.nio.NioProcessor;
import org.apache.mina.transport.socket.nio.NioSession;

import java.io.IOException;
import java.util.concurrent.Executor;

/**
 * MINA's processor with one repair: there, resuming reads from another thread changes the selection
 * key beside the I/O thread, without waking it, so that reading goes on up to a second later and a
 * change made meanwhile may be lost. Here the I/O thread itself is told to do it.
 *
 * <p>Public, with a public constructor, since MINA's pool makes it by reflection.
 */
public final class TrafficProcessor extends NioProcessor {
    private static final AttributeKey PROCESSOR =
            new AttributeKey(TrafficProcessor.class, "processor");

    private volatile Thread ioThread = Thread.currentThread();

    /** As MINA's pool calls it. */
    public TrafficProcessor(Executor executor) {
        super(executor);
    }

    /**
     * Writes from the caller's thread, which saves waking the I/O thread for a reply. Only for who
     * alone writes to this connection, and while nothing of it waits to be written.
     *
     * @return whether all was taken; what was is no longer in the buffer
     */
    static boolean writeNow(IoSession io, IoBuffer octets) {
        if (!(io instanceof NioSession session
                && io.getAttribute(PROCESSOR) instanceof TrafficProcessor processor)) {
            return false;
        }
        try {
            processor.write(session, octets, octets.remaining());
            return !octets.hasRemaining();
        } catch (IOException _) { // the I/O thread will see it too, and ends the session
            return false;
        }
    }

    @Override
    protected void init(NioSession session) throws Exception {
        session.setAttribute(PROCESSOR, this);
        super.init(session);
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
