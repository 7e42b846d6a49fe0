// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * How much of each segment is needed: the messages, and receptions under way, that need it and all
 * behind it. Each is counted at the oldest segment that holds some of it. Segments are deleted from
 * the old end only, since a newer one may hold what became of an older one's message. Safe for many
 * threads.
 */
final class SegmentUse {
    private final long segmentOctets;
    private final NavigableMap<Integer, Segment> segments = new TreeMap<>();
    private long size;
    private long live;

    private static final class Segment {
        private int users;
        private long size;
        private long live;
    }

    /**
     * Of a journal.
     *
     * @param segmentOctets at which size a segment is left
     */
    SegmentUse(long segmentOctets) {
        this.segmentOctets = segmentOctets;
    }

    /** A record was written. */
    synchronized void wrote(int segment, long octets) {
        segment(segment).size += octets;
        size += octets;
    }

    /**
     * Somebody needs a segment.
     *
     * @param octets that would have to be moved for the segment to go; 0 where nothing can be
     */
    synchronized void add(int segment, long octets) {
        Segment used = segment(segment);
        used.users++;
        used.live += octets;
        live += octets;
    }

    /** As said by {@link #add}, no more. */
    synchronized void remove(int segment, long octets) {
        Segment used = segment(segment);
        used.users--;
        used.live -= octets;
        live -= octets;
    }

    private Segment segment(int number) {
        return segments.computeIfAbsent(number, _ -> new Segment());
    }

    /** The oldest segment that somebody needs; {@code current} where nobody does. */
    synchronized int lowest(int current) {
        for (Map.Entry<Integer, Segment> segment : segments.headMap(current).entrySet()) {
            if (segment.getValue().users > 0) {
                return segment.getKey();
            }
        }
        return current;
    }

    /** Segments are gone. */
    synchronized void deleted(int before) {
        Map<Integer, Segment> old = segments.headMap(before);
        old.values().forEach(segment -> size -= segment.size);
        old.clear();
    }

    /**
     * The oldest segment that somebody needs, where moving what is live in it to the newest is
     * worth the writing: a tenth of it or less is live, or no more than half of the whole journal
     * and two segments could be won. The two newest are left alone, since most of their messages
     * are on their way out.
     *
     * @param room octets that may be written for it where space is short; else {@link
     *     Long#MAX_VALUE}. Short space makes half a segment to be won reason enough.
     */
    synchronized OptionalInt worthMoving(long room) {
        if (segments.isEmpty()) {
            return OptionalInt.empty();
        }
        int newest = segments.lastKey();
        int oldest = lowest(newest);
        Segment segment = segment(oldest);
        if (oldest == newest || segment.live <= 0 || segment.live > room) {
            return OptionalInt.empty();
        }
        boolean isShort = room < Long.MAX_VALUE;
        long dead = size - live;
        boolean worth =
                isShort
                        ? dead >= segmentOctets / 2
                        : oldest < newest - 1
                                && (segment.live <= segment.size / 10
                                        || (dead >= live && dead >= 2 * segmentOctets));
        return worth ? OptionalInt.of(oldest) : OptionalInt.empty();
    }
}
