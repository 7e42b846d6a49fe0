// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import org.jspecify.annotations.Nullable;

/**
 * Recipients of one message that go to one site in one attempt. Ready until it is started, then
 * active. Owned by the queue's thread.
 */
final class Batch {
    final Entry entry;
    final Indices indices;
    final Site site;
    final Way way;

    /** Where it waits, or is carried. */
    @Nullable Lane lane;

    /** The next of the same sender that waits there; for {@link SenderTurns} alone. */
    @Nullable Batch next;

    /** Its sender's, of {@link SenderTurns}. */
    final byte line;

    /** How many sources were passed over for it, because the site took nothing from them. */
    byte passed;

    /** Whether it is being tried, or what came of it is being written down. */
    boolean active;

    /** Whether it is put aside, since an operator has suspended what it goes to or comes from. */
    private boolean parked;

    /** When that ends. */
    long suspendedUntil;

    /** Whether it was started while nothing good was known of its site. */
    boolean unproven;

    Batch(Entry entry, Indices indices, Site site, Way way) {
        this.entry = entry;
        this.indices = indices;
        this.site = site;
        this.way = way;
        this.line = SenderTurns.line(entry.sender());
    }

    boolean isParked() {
        return parked;
    }

    void park(boolean aside) {
        if (parked != aside) {
            site.parked += aside ? 1 : -1;
            parked = aside;
        }
    }

    int size() {
        return indices.count();
    }
}
