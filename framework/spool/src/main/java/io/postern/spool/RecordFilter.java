// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.QueueId;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which records are wanted. An empty set wants all.
 *
 * @param segments their numbers
 * @param messages queue ids, or what {@link RecordView#message()} has in place of one
 * @param types as ACCEPT
 */
public record RecordFilter(Set<Integer> segments, Set<String> messages, Set<String> types) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{32}");

    public RecordFilter {
        segments = Set.copyOf(segments);
        messages =
                messages.stream().map(RecordFilter::named).collect(Collectors.toUnmodifiableSet());
        types = Set.copyOf(types);
    }

    /** As records name it. */
    private static String named(String message) {
        return HEX.matcher(message).matches()
                ? message
                : MessageId.of(new QueueId(message)).toString();
    }

    boolean wants(Journal.Place place, String type, String message) {
        return wants(segments, place.segment()) && wants(types, type) && wants(messages, message);
    }

    private static <T> boolean wants(Set<T> wanted, T value) {
        return wanted.isEmpty() || wanted.contains(value);
    }
}
