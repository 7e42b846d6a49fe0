// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One record of a journal, for people to look at. What it says comes from strangers: it may hold
 * any character.
 *
 * @param sequence its number in the journal
 * @param type as ACCEPT; {@value #LATER} where it is of a later version
 * @param message its queue id; 32 hexadecimal digits where the id is longer than a record's name
 *     for it; empty where the record belongs to no message
 * @param facts what it says, by name, in order; a value is a String, a Number, a Boolean or a List
 *     of Strings
 */
public record RecordView(
        Journal.Place place,
        long sequence,
        String type,
        String message,
        Map<String, Object> facts) {
    /** The type of what can't be understood. */
    static final String LATER = "LATER";

    public RecordView {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    /** The types that there are. */
    public static List<String> types() {
        return Arrays.stream(RecordType.values()).map(RecordType::name).toList();
    }
}
