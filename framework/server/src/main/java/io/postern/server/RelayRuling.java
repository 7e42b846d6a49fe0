// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.Status;
import io.postern.smtp.Reply;

import java.util.Optional;

/**
 * What {@link RelayDecider} decided.
 *
 * @param by the rule: {@link #LOCAL}, {@link #RELAY}, the name of a hook, or empty where nobody had
 *     an opinion
 * @param refusal what the client hears; empty where it may send
 */
record RelayRuling(Kind kind, String by, Optional<Reply> refusal) {
    /** Permitted since the domain is one of {@code domains: local}. */
    static final String LOCAL = "local domain";

    /** Permitted since the domain is one of {@code domains: relay}. */
    static final String RELAY = "relay domain";

    /** How it went. */
    enum Kind {
        PERMITTED,
        REFUSED,
        DEFERRED,
        FAILED
    }

    static RelayRuling permitted(String by) {
        return new RelayRuling(Kind.PERMITTED, by, Optional.empty());
    }

    /** No rule permits it. */
    static RelayRuling closed() {
        return new RelayRuling(Kind.REFUSED, "", Optional.of(Replies.RELAY_DENIED));
    }

    /** A submission listener takes mail from who has logged in only (RFC 6409 section 4.3). */
    static RelayRuling loginNeeded() {
        return new RelayRuling(Kind.REFUSED, "", Optional.of(Replies.LOGIN_NEEDED));
    }

    static RelayRuling refused(String by, Status.Permanent status) {
        return new RelayRuling(Kind.REFUSED, by, Optional.of(Reply.of(550, status)));
    }

    static RelayRuling deferred(String by, Status.Transient status) {
        return new RelayRuling(Kind.DEFERRED, by, Optional.of(Reply.of(451, status)));
    }

    /** The hook threw, answered null or took too long. */
    static RelayRuling failed(String by) {
        return new RelayRuling(Kind.FAILED, by, Optional.of(Replies.HOOK_TROUBLE));
    }
}
