// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

class MessageIndexTest {
    private final MessageIndex index = new MessageIndex();

    private static IndexEntry entry(long count) {
        var decided =
                new AcceptRecord.Decided(
                        Mail.acceptance("a"),
                        EnvelopeCodec.encode(Mail.envelope("a")),
                        false,
                        false);
        return new IndexEntry(QueueIds.format(count), decided, 7, new MessageReader(null, null));
    }

    @Test
    void findsWhatWasPutAndNotRemoved() {
        Random random = new Random(1);
        Map<MessageId, IndexEntry> model = new HashMap<>();
        for (int step = 0; step < 50_000; step++) {
            IndexEntry entry = entry(random.nextInt(5000));
            MessageId id = entry.messageId();
            if (random.nextInt(3) > 0) {
                index.put(entry);
                model.put(id, entry);
            } else {
                assertThat(index.remove(id)).isSameAs(model.remove(id));
            }
            assertThat(index.size()).isEqualTo(model.size());
        }
        assertThat(index.all()).containsExactlyInAnyOrderElementsOf(model.values());
        model.forEach((id, entry) -> assertThat(index.get(id)).isSameAs(entry));
    }

    @Test
    void removingWhatIsNotThereSaysSo() {
        assertThat(index.remove(new MessageId(1, 2))).isNull();
        assertThat(index.get(new MessageId(1, 2))).isNull();
    }
}
