// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.MailOptions.Returned;
import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReturnPath;
import io.postern.api.mail.ReversePath;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.ConnectionLeave;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.Egress;
import io.postern.api.transport.TlsLevel;
import io.postern.spool.SpooledMessage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a transport is handed; lives as long as the attempt.
 *
 * @param recipients at least one; all their copies have the same sender
 */
record Attempt(
        SpooledMessage spooled,
        Message message,
        List<Recipient> recipients,
        Passage passage,
        HostIdentity host,
        Instant deadline)
        implements DeliveryAttempt {
    @Override
    public QueueId queueId() {
        return spooled.id();
    }

    @Override
    public ReversePath reversePath() {
        return recipients.getFirst().reversePath(spooled.reversePath());
    }

    /** Without what the sender of the message asked, where the copies have another one. */
    @Override
    public MailOptions options() {
        MailOptions asked = spooled.options();
        return switch (recipients.getFirst().returnPath()) {
            case ReturnPath.OfMessage _ -> asked;
            case ReturnPath.Own _ ->
                    new MailOptions(
                            asked.body(),
                            asked.smtputf8(),
                            asked.requireTls(),
                            Returned.UNSAID,
                            "");
        };
    }

    @Override
    public List<NextHop> hops() {
        return passage.way().hops();
    }

    @Override
    public Egress egress() {
        return passage.egress();
    }

    @Override
    public int messagesPerConnection() {
        return passage.messagesPerConnection();
    }

    @Override
    public boolean anotherFollows() {
        return passage.followed();
    }

    @Override
    public Optional<TlsLevel> tls() {
        return passage.way().tls();
    }

    @Override
    public ConnectionLeave connect() {
        return passage.leave().get();
    }
}
