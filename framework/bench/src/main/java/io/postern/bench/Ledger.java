// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import org.HdrHistogram.Histogram;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What was promised in one run and what came: eight octets for each recipient of each message, in
 * chunks that are made when the first of theirs is told of. For any number of threads.
 *
 * <p>An entry has flags, a number of arrivals and a time: that of the promise or of the arrival,
 * whichever was first; the other one makes a latency of it.
 */
public final class Ledger implements Receipts {
    private static final long PROMISED = 1;
    private static final long REFUSED = 2;
    private static final long DENIED = 4;
    private static final long ONE_ARRIVAL = 8;
    private static final long ARRIVALS = 31 * ONE_ARRIVAL;
    private static final int TIME_SHIFT = 8;

    private static final int CHUNK_BITS = 16;
    private static final int CHUNK = 1 << CHUNK_BITS;

    private final long run;
    private final int recipients;
    private final long warmUp;
    private final long start;
    private final AtomicReferenceArray<AtomicLongArray> chunks;
    private final Latency latency = new Latency();

    /** Promised, and neither come nor refused by the sink. */
    private final AtomicLong open = new AtomicLong();

    private final AtomicLong untold = new AtomicLong();

    /**
     * Empty.
     *
     * @param warmUp messages before this one have no latency
     * @param most how many entries it may have; what is beyond is only counted
     */
    Ledger(long run, int recipients, long warmUp, long most, Stopwatch stopwatch) {
        this.warmUp = warmUp;
        this.run = run;
        this.recipients = recipients;
        start = stopwatch.now();
        chunks = new AtomicReferenceArray<>((int) Math.ceilDiv(most, CHUNK));
    }

    @Override
    public void promised(long sequence, int recipient, long time) {
        long before = change(sequence, recipient, PROMISED, 0, time);
        if ((before & PROMISED) == 0 && (before & (ARRIVALS | DENIED)) == 0) {
            open.incrementAndGet();
        } else if ((before & PROMISED) == 0 && (before & ARRIVALS) != 0) {
            record(sequence, before >> TIME_SHIFT, time - start);
        }
    }

    @Override
    public void refused(long sequence, int recipient) {
        change(sequence, recipient, REFUSED, 0, start);
    }

    /** The sink has taken it. */
    void arrived(long sequence, int recipient, long time) {
        long before = change(sequence, recipient, 0, ONE_ARRIVAL, time);
        if ((before & PROMISED) != 0 && (before & ARRIVALS) == 0) {
            record(sequence, time - start, before >> TIME_SHIFT);
            close(before);
        }
    }

    /** The sink has refused it for good. */
    void denied(long sequence, int recipient) {
        long before = change(sequence, recipient, DENIED, 0, start);
        if ((before & PROMISED) != 0 && (before & ARRIVALS) == 0) {
            close(before);
        }
    }

    private void record(long sequence, long end, long begin) {
        if (sequence >= warmUp) {
            latency.record(end, begin);
        }
    }

    private void close(long before) {
        if ((before & DENIED) == 0) {
            open.decrementAndGet();
        }
    }

    /** What stood there before; all flags where it can't be kept. */
    private long change(long sequence, int recipient, long flag, long arrival, long time) {
        long index = sequence * recipients + recipient;
        if (recipient >= recipients || index >>> CHUNK_BITS >= chunks.length()) {
            untold.incrementAndGet();
            return PROMISED | REFUSED | DENIED | ARRIVALS;
        }
        AtomicLongArray chunk = chunk((int) (index >>> CHUNK_BITS));
        int at = (int) (index & (CHUNK - 1));
        long before = chunk.get(at);
        while (!chunk.compareAndSet(at, before, after(before, flag, arrival, time))) {
            before = chunk.get(at);
        }
        return before;
    }

    private long after(long before, long flag, long arrival, long time) {
        long flags = (before & ((1 << TIME_SHIFT) - 1)) | flag;
        if (arrival > 0 && (flags & ARRIVALS) < ARRIVALS) {
            flags += arrival;
        }
        boolean timed = (before & (PROMISED | ARRIVALS)) != 0;
        long since = timed ? before >> TIME_SHIFT : time - start;
        return (since << TIME_SHIFT) | flags;
    }

    private AtomicLongArray chunk(int number) {
        AtomicLongArray chunk = chunks.get(number);
        if (chunk == null) {
            AtomicLongArray fresh = new AtomicLongArray(CHUNK);
            chunk = chunks.compareAndExchange(number, null, fresh);
            return chunk == null ? fresh : chunk;
        }
        return chunk;
    }

    /** How many were promised and have neither come nor been refused by the sink. */
    public long open() {
        return open.get();
    }

    /** From the promise to the arrival; 0 where it came before the promise. */
    public Histogram latency() {
        return latency.copy();
    }

    /** Looks at every entry. */
    public Findings findings() {
        Reckoning reckoning = new Reckoning();
        for (int number = 0; number < chunks.length(); number++) {
            AtomicLongArray chunk = chunks.get(number);
            if (chunk != null) {
                add(chunk, (long) number << CHUNK_BITS, reckoning);
            }
        }
        return reckoning.findings(run, untold.get());
    }

    private void add(AtomicLongArray chunk, long first, Reckoning reckoning) {
        for (int i = 0; i < CHUNK; i++) {
            long entry = chunk.get(i);
            reckoning.add(
                    (first + i) / recipients,
                    new Reckoning.Entry(
                            (entry & PROMISED) != 0,
                            (entry & REFUSED) != 0,
                            (entry & DENIED) != 0,
                            (entry & ARRIVALS) / ONE_ARRIVAL));
        }
    }
}
