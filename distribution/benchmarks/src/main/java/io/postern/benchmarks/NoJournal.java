// SPDX-License-Identifier: Apache-2.0
package io.postern.benchmarks;

import io.postern.spool.Journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A journal that keeps nothing and costs nothing: what is measured over it is our own part. */
public final class NoJournal implements Journal {
    private static final long PLENTY = 1L << 40;

    private int segment;
    private long size;

    @Override
    public ReplayReport replay(Visitor visitor) {
        return new ReplayReport(0, new Stretch(0, 0, 0), List.of(), List.of());
    }

    @Override
    public Place append(ByteBuffer record) {
        Place place = new Place(segment, size, record.remaining());
        size += record.remaining();
        return place;
    }

    @Override
    public void sync() {}

    @Override
    public void roll() {
        segment++;
        size = 0;
    }

    @Override
    public ByteBuffer read(Place place) throws IOException {
        throw new IOException("nothing is kept");
    }

    @Override
    public int currentSegment() {
        return segment;
    }

    @Override
    public long currentSize() {
        return size;
    }

    @Override
    public void deleteBefore(int oldest) {}

    @Override
    public Usage usage() {
        return new Usage(0, 0, PLENTY, PLENTY);
    }

    @Override
    public void close() {}
}
