// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import org.jspecify.annotations.Nullable;

/** What a reception and the writer share of a message that isn't accepted yet. */
final class Incoming {
    static final int NOWHERE = -1;

    private final MessageId id;
    private volatile @Nullable RuntimeException failure;
    private int firstSegment = NOWHERE; // the writer's

    Incoming(MessageId id) {
        this.id = id;
    }

    MessageId id() {
        return id;
    }

    /** Why no more of it can be taken; null where it can. */
    @Nullable RuntimeException failure() {
        return failure;
    }

    void fail(RuntimeException reason) {
        failure = reason;
    }

    /** The segment of its first chunk, kept from being deleted; the writer's. */
    int firstSegment() {
        return firstSegment;
    }

    void firstSegment(int segment) {
        firstSegment = segment;
    }
}
