// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.MailOptions;
import io.postern.api.mail.Message;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
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

/** What a transport is handed; lives as long as the attempt. */
record Attempt(
        SpooledMessage spooled,
        Message message,
        List<Recipient> recipients,
        List<NextHop> hops,
        HostIdentity host,
        Instant deadline)
        implements DeliveryAttempt {
    @Override
    public QueueId queueId() {
        return spooled.id();
    }

    @Override
    public ReversePath reversePath() {
        return spooled.reversePath();
    }

    @Override
    public MailOptions options() {
        return spooled.options();
    }

    @Override
    public Egress egress() {
        return Egress.of(host);
    }

    @Override
    public int messagesPerConnection() {
        return Integer.MAX_VALUE;
    }

    @Override
    public Optional<TlsLevel> tls() {
        return Optional.empty();
    }

    @Override
    public ConnectionLeave connect() {
        return new ConnectionLeave.Granted();
    }
}
