// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.io.IOException;

/** The journal was written by a later version of this software, which can read it. */
public final class LaterVersionException extends IOException {
    LaterVersionException(Journal.Place place, Throwable record) {
        super(
                "segment %d, offset %d: %s: the journal was written by a later version"
                        .formatted(place.segment(), place.offset(), record.getMessage()),
                record);
    }
}
