// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.QueueId;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives out queue ids: twelve characters that count 1/256 microseconds since 1970, so they sort by
 * time. The count never goes back, not even when the clock does, nor over a restart: recovery says
 * how far it had come.
 */
final class QueueIds {
    private static final int LENGTH = 12;
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private final InstantSource clock;
    private final AtomicLong last;

    QueueIds(InstantSource clock, long last) {
        this.clock = clock;
        this.last = new AtomicLong(last);
    }

    Instant now() {
        return clock.instant();
    }

    QueueId next() {
        Instant now = now();
        long count = (now.getEpochSecond() * 1_000_000 + now.getNano() / 1000) << 8;
        return format(last.updateAndGet(previous -> Math.max(previous + 1, count)));
    }

    /** The count behind the newest id; written down so that a restart goes on from there. */
    long last() {
        return last.get();
    }

    static QueueId format(long count) {
        char[] text = new char[LENGTH];
        long rest = count;
        for (int i = LENGTH - 1; i >= 0; i--) {
            text[i] = DIGITS.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return new QueueId(new String(text));
    }

    /** The count of an id that was given out here; 0 for any other, such as a bounce's. */
    static long count(QueueId id) {
        if (id.value().length() != LENGTH) {
            return 0;
        }
        long count = 0;
        for (int i = 0; i < LENGTH; i++) {
            int digit = DIGITS.indexOf(id.value().charAt(i));
            if (digit < 0) {
                return 0;
            }
            count = count << 5 | digit;
        }
        return count;
    }
}
