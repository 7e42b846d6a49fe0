// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Consumer;

/** Shows the records of a journal that are wanted. Stops at none, not even of a later version. */
final class RecordLister implements Journal.Visitor {
    private final JournalKey key;
    private final RecordFilter filter;
    private final Consumer<RecordView> to;

    RecordLister(JournalKey key, RecordFilter filter, Consumer<RecordView> to) {
        this.key = key;
        this.filter = filter;
        this.to = to;
    }

    @Override
    public boolean record(Journal.Place place, ByteBuffer record) {
        try {
            Frame.Parsed parsed = Frame.parse(record, key);
            if (parsed == null) {
                return false;
            }
            show(place, parsed);
        } catch (Frame.UnknownRecordException later) {
            show(place, record.slice(), String.valueOf(later.getMessage()));
        }
        return true;
    }

    private void show(Journal.Place place, Frame.Parsed record) {
        String type = record.type().name();
        String message = name(record.id());
        if (filter.wants(place, type, message)) {
            to.accept(
                    new RecordView(
                            place, record.sequence(), type, message, RecordFacts.of(record)));
        }
    }

    /** Its header is taken to be as we know it. */
    private void show(Journal.Place place, ByteBuffer later, String what) {
        String message = name(new MessageId(later.getLong(24), later.getLong(32)));
        if (filter.wants(place, RecordView.LATER, message)) {
            to.accept(
                    new RecordView(
                            place,
                            later.getLong(8),
                            RecordView.LATER,
                            message,
                            Map.of("what", what)));
        }
    }

    private static String name(MessageId id) {
        return id.equals(MessageId.NONE) ? "" : id.toString();
    }
}
