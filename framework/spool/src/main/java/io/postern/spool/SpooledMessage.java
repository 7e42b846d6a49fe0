// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;

import java.time.Instant;
import java.util.List;

/** A message we have answered for and not finished. What it says of recipients is a snapshot. */
public interface SpooledMessage {
    /** Its name. */
    QueueId id();

    /** When we took it. */
    Instant received();

    /** Where bounces go. */
    ReversePath reversePath();

    /** What MAIL's parameters asked. */
    MailOptions options();

    /** Octets, with our trace fields. */
    long size();

    /** Why it is kept back; empty where it isn't. */
    String hold();

    /**
     * All recipients, those of the envelope first, then those that redirects brought; a place never
     * changes.
     */
    List<Entry> recipients();

    /**
     * Its octets, read from the journal. Fails with {@link SpoolUnavailableException} where they
     * are damaged.
     */
    Message message();

    /** One recipient and where it stands. */
    record Entry(int index, Recipient recipient, RecipientState state) {}
}
