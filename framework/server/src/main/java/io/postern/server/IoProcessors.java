// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import org.apache.mina.core.service.IoProcessor;
import org.apache.mina.core.service.SimpleIoProcessorPool;
import org.apache.mina.transport.socket.nio.NioSession;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * MINA's I/O threads, shared by all listeners: they only carry octets, so one in four cores is
 * plenty.
 */
@Component(service = IoProcessors.class)
public final class IoProcessors {
    private static final int CORES_A_THREAD = 4;

    private final SimpleIoProcessorPool<NioSession> pool;

    /** Starts no thread before the first connection. */
    @Activate
    public IoProcessors() {
        int threads = 1 + Runtime.getRuntime().availableProcessors() / CORES_A_THREAD;
        pool = new SimpleIoProcessorPool<>(TrafficProcessor.class, threads);
    }

    /** Ends them; connections that are still open are cut. */
    @Deactivate
    public void close() {
        pool.dispose();
    }

    IoProcessor<NioSession> pool() {
        return pool;
    }
}
