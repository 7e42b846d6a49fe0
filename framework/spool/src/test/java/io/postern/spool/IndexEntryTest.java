// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.spool.RecipientState.Delivered;
import io.postern.spool.RecipientState.Redirected;
import io.postern.spool.RecipientState.Waiting;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

class IndexEntryTest {
    private static final Instant DUE = Instant.ofEpochSecond(1000, 1);
    private static final Waiting UNTRIED = new Waiting(0, Instant.ofEpochSecond(5, 6), "");
    private static final Waiting PUT_OFF = new Waiting(3, DUE, "not now");

    private static IndexEntry entry(String id, String... recipients) {
        var acceptance = Mail.acceptance(recipients);
        byte[] envelope = EnvelopeCodec.encode(acceptance.envelope());
        var decided = new AcceptRecord.Decided(acceptance, envelope, false, false);
        return new IndexEntry(new QueueId(id), decided, 7, new MessageReader(null, null));
    }

    private static RecipientChange change(int index, RecipientState state) {
        return new RecipientChange(index, state);
    }

    private static List<RecipientState> states(IndexEntry entry) {
        return entry.recipients().stream().map(SpooledMessage.Entry::state).toList();
    }

    @Test
    void tellsAnyIdAsItWasGiven() {
        for (String id :
                List.of("A", "0123456789AB", "0123456789ABCDEF", "0123456789ABb0123456789")) {
            assertThat(entry(id, "a").id()).isEqualTo(new QueueId(id));
        }
    }

    @Test
    void remembersHowTheOnlyRecipientWasPutOff() {
        IndexEntry entry = entry("A", "a");
        assertThat(states(entry)).containsExactly(UNTRIED);
        assertThat(entry.apply(List.of(change(0, PUT_OFF)))).isFalse();
        assertThat(states(entry)).containsExactly(PUT_OFF);
        assertThat(entry.apply(List.of(change(0, new Delivered("mx"))))).isTrue();
    }

    @Test
    void keepsRecipientsApartThatWerePutOffTogether() {
        IndexEntry entry = entry("A", "a", "b");
        entry.apply(List.of(change(0, PUT_OFF), change(1, PUT_OFF)));
        assertThat(states(entry)).containsExactly(PUT_OFF, PUT_OFF);
        assertThat(entry.apply(List.of(change(1, new Delivered("mx"))))).isFalse();
        assertThat(states(entry)).containsExactly(PUT_OFF, new Delivered("mx"));
        assertThat(entry.apply(List.of(change(0, new Delivered("mx"))))).isTrue();
    }

    @Test
    void oneThatIsNamedTwiceDoesNotStandForAnother() {
        IndexEntry entry = entry("A", "a", "b");
        entry.apply(List.of(change(0, PUT_OFF), change(0, PUT_OFF)));
        assertThat(states(entry)).containsExactly(PUT_OFF, UNTRIED);
    }

    @Test
    void redirectBringsRecipientsThatWereNeverTried() {
        IndexEntry entry = entry("A", "a");
        entry.apply(List.of(change(0, PUT_OFF)));
        var to = new Redirected(List.of(Recipient.of(Mailbox.of("b", "example.net"))));
        assertThat(entry.apply(List.of(change(0, to)))).isFalse();
        assertThat(states(entry)).containsExactly(to, UNTRIED);
        entry.apply(List.of(change(1, PUT_OFF)));
        assertThat(states(entry)).containsExactly(to, PUT_OFF);
    }

    @Test
    void unknownRecipientChangesNothing() {
        IndexEntry entry = entry("A", "a");
        assertThatThrownBy(() -> entry.apply(List.of(change(0, PUT_OFF), change(1, PUT_OFF))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(states(entry)).containsExactly(UNTRIED);
    }

    @Test
    void textsThatAreAlikeAreKeptOnce() {
        IndexEntry one = entry("A", "a");
        IndexEntry other = entry("B", "a");
        one.apply(List.of(change(0, new Waiting(1, DUE, new String("down")))));
        other.apply(List.of(change(0, new Waiting(1, DUE, new String("down")))));
        assertThat(((Waiting) states(one).getFirst()).last())
                .isSameAs(((Waiting) states(other).getFirst()).last());
    }

    @Test
    void instantsBeyondTheEndsBecomeTheEnds() {
        assertThat(EpochNanos.instant(EpochNanos.of(Instant.MAX)))
                .isAfter(DUE.plusSeconds(1L << 32));
        assertThat(EpochNanos.instant(EpochNanos.of(Instant.MIN))).isBefore(Instant.EPOCH);
        assertThat(EpochNanos.instant(EpochNanos.of(Instant.EPOCH.minusNanos(1))))
                .isEqualTo(Instant.EPOCH.minusNanos(1));
    }
}
