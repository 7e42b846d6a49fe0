// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.server.ListenerSettings.Tls;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * STARTTLS (RFC 3207): what was said before it is forgotten, and what was sent before the handshake
 * is dropped unread.
 */
final class StartTls {
    private static final Logger LOG = LoggerFactory.getLogger(StartTls.class);

    private StartTls() {}

    static Phase run(Session session, Phase phase) throws InterruptedException {
        if (session.tls().isPresent()) {
            return phase.refuse("STARTTLS", Replies.TLS_ALREADY);
        }
        if (session.settings().tls() != Tls.STARTTLS) {
            return phase.refuse("STARTTLS", Replies.NOT_IMPLEMENTED);
        }
        if (!session.isExtended()) {
            return phase.refuse("STARTTLS", Replies.EHLO_FIRST);
        }
        session.tally().junk();
        try {
            session.startTls(Replies.TLS_GO_AHEAD);
        } catch (TlsUnavailableException unavailable) {
            LOG.error("listener={} has no TLS", session.settings().name(), unavailable);
            return phase.refuse("STARTTLS", Replies.TLS_UNAVAILABLE);
        }
        session.forgetHello();
        return new AwaitHelo(session);
    }
}
