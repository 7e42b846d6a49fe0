// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

/** Who takes over what the spool has made durable: the queue. */
@FunctionalInterface
public interface SpoolConsumer {
    /** One message to be routed and delivered, new or from before a restart. Must not block. */
    void accepted(SpooledMessage message);
}
