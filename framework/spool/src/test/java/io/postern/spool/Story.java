// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.nio.ByteBuffer;

/** Tells what happens in a simulation, with {@code -Dpostern.simulation.story=true}. */
final class Story {
    private static final boolean TOLD = Boolean.getBoolean("postern.simulation.story");

    private Story() {}

    static void tell(String what, Object... about) {
        if (TOLD) {
            System.out.printf(what + "%n", about);
        }
    }

    /** Tells of a record in the journal. */
    static void tell(String what, Journal.Place place, ByteBuffer record) {
        if (TOLD) {
            ByteBuffer frame = record.slice();
            System.out.printf(
                    "%s %d (synced %d) %s of %s at %s%n",
                    what,
                    frame.getLong(8),
                    frame.getLong(16),
                    RecordType.of(frame.get(4)),
                    name(frame),
                    place);
        }
    }

    private static String name(ByteBuffer frame) {
        byte[] name = new byte[16];
        frame.get(24, name);
        return new String(name, java.nio.charset.StandardCharsets.ISO_8859_1).strip();
    }
}
