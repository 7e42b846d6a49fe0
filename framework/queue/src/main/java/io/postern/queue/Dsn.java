// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.transport.Peer;
import io.postern.spool.RecipientState;
import io.postern.spool.RecipientState.Waiting;
import io.postern.spool.SpooledMessage;

import java.util.List;

/** What a sender is told of some recipients (RFC 3464). */
record Dsn(Action action, List<About> recipients) {
    Dsn {
        recipients = List.copyOf(recipients);
    }

    /** That these failed for good or expired. */
    static Dsn failed(List<Outcomes.Ended> ended) {
        return new Dsn(
                Action.FAILED,
                ended.stream().filter(Outcomes.Ended::isFailed).map(Dsn::failed).toList());
    }

    /** That these take long. */
    static Dsn delayed(List<SpooledMessage.Entry> waiting) {
        return new Dsn(Action.DELAYED, waiting.stream().map(Dsn::delayed).toList());
    }

    private static About failed(Outcomes.Ended ended) {
        Status status = ended.outcome().status();
        String code = ended.isExpired() ? "4.4.7" : status.code();
        String text =
                ended.state() instanceof RecipientState.Failed(Status.Permanent why)
                        ? why.text()
                        : status.text();
        return new About(
                ended.entry().index(),
                ended.entry().recipient(),
                code,
                text,
                ended.outcome().peer());
    }

    private static About delayed(SpooledMessage.Entry entry) {
        String last = entry.state() instanceof Waiting waiting ? waiting.last() : "";
        String text = last.isEmpty() ? "not tried yet" : last;
        return new About(entry.index(), entry.recipient(), "4.4.7", text, Peer.NONE);
    }

    /** RFC 3464 section 2.3.3. */
    enum Action {
        FAILED("failed"),
        DELAYED("delayed");

        final String word;

        Action(String word) {
            this.word = word;
        }
    }

    /**
     * One recipient.
     *
     * @param index its place in the message
     * @param code of the status, as {@code 5.1.1}
     * @param text for people
     */
    record About(int index, Recipient recipient, String code, String text, Peer peer) {}
}
