// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

/**
 * Where a BODY record is.
 *
 * @param place of the record
 * @param check its payload's checksum
 * @param octets of the message in it
 */
record Chunk(Journal.Place place, long check, int octets) {
    /** What it takes in an ACCEPT. */
    static final int SIZE = 28;

    void write(PayloadWriter out) {
        out.putInt(place.segment()).putLong(place.offset()).putInt(place.length());
        out.putLong(check).putInt(octets);
    }

    static Chunk read(PayloadReader in) {
        int segment = in.readInt();
        long offset = in.readLong();
        int length = in.readInt();
        long check = in.readLong();
        return new Chunk(new Journal.Place(segment, offset, length), check, in.readInt());
    }
}
