// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import org.jspecify.annotations.Nullable;

/** What a record says. The numbers are on disk. */
enum RecordType {
    /** A chunk of a message that is on its way in. */
    BODY(1),
    /** We answer for a message: envelope, head, the list of chunks, and the last octets. */
    ACCEPT(2),
    /** What came of recipients. */
    OUTCOME(3),
    /** A message is over, whatever its recipients' states say. */
    FINISHED(4),
    /** A held message may go. */
    RELEASED(5),
    /** A message as it is now, and where its chunks have been copied to. */
    RELOCATED(6),
    /** Of the journal itself: start of a segment, recovery, clean stop. */
    NOTE(7),
    /** The end of a segment: how many records it has, and which. */
    SEAL(8),
    /** A message is kept back from now on. */
    HELD(9);

    private final int number;

    RecordType(int number) {
        this.number = number;
    }

    byte number() {
        return (byte) number;
    }

    static @Nullable RecordType of(int number) {
        for (RecordType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        return null;
    }
}
