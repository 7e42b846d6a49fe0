// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.spool.SpooledMessage;

/** Where mail waits that is routed: with its site, or aside. Used by the queue's thread. */
record Places(Sites sites, Suspensions suspensions) {
    /** Takes a part of a message; recipients that are suspended part from the others. */
    void enter(SpooledMessage message, Batch batch, long now) {
        Indices aside = suspended(message, batch);
        if (aside.isEmpty() || aside.count() == batch.size()) {
            enter(batch, now);
        } else {
            Indices rest = batch.indices.without(aside);
            enter(new Batch(batch.entry, aside, batch.site, batch.way), now);
            enter(new Batch(batch.entry, rest, batch.site, batch.way), now);
        }
    }

    private void enter(Batch batch, long now) {
        batch.entry.occupy(batch.indices);
        batch.entry.add(batch);
        if (!suspensions.park(batch)) {
            sites.add(batch, now);
        }
    }

    private Indices suspended(SpooledMessage message, Batch batch) {
        if (suspensions.isNone()) {
            return Indices.NONE;
        }
        return Indices.of(
                Spooled.chosen(message, batch.indices).stream()
                        .filter(e -> suspensions.of(batch, e.recipient().mailbox()).isPresent())
                        .mapToInt(SpooledMessage.Entry::index)
                        .toArray());
    }
}
