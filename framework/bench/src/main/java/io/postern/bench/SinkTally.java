// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What a sink counts; for all its threads. */
final class SinkTally {
    final LongAdder connections = new LongAdder();
    final LongAdder secured = new LongAdder();
    final LongAdder messages = new LongAdder();
    final LongAdder recipients = new LongAdder();
    final LongAdder octets = new LongAdder();
    final LongAdder rejected = new LongAdder();
    final LongAdder deferred = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final AtomicLong first = new AtomicLong();
    final AtomicLong last = new AtomicLong();

    void taken(int count, long size, long now) {
        messages.increment();
        recipients.add(count);
        octets.add(size);
        if (first.get() == 0) {
            first.compareAndSet(0, now);
        }
        last.setRelease(now);
    }
}
