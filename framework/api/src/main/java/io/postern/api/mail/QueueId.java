// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

/**
 * Our name for one accepted message, on each log line and in its Received field. It is not the
 * Message-ID, which is the sender's.
 *
 * @param value letters and digits, unique in this spool for ever; later ids sort after earlier ones
 */
public record QueueId(String value) implements Comparable<QueueId> {
    public QueueId {
        if (value.isEmpty() || !Text.all(value, c -> c < 128 && Character.isLetterOrDigit(c))) {
            throw new IllegalArgumentException("no queue id: '" + Text.oneLine(value) + "'");
        }
    }

    @Override
    public int compareTo(QueueId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
