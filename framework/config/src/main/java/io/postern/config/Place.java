// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.util.Comparator;

/** Where something stands in the file; line and column count from 1. */
record Place(int line, int column) implements Comparable<Place> {
    /** Where a thing that isn't in the file is reported. */
    static final Place START = new Place(1, 1);

    private static final Comparator<Place> ORDER =
            Comparator.comparingInt(Place::line).thenComparingInt(Place::column);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }
}
