// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.policy.Verdict;
import io.postern.smtp.Reply;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** EHLO and HELO (RFC 5321 section 4.1.1.1): either ends a transaction and starts afresh. */
final class Hello {
    private Hello() {}

    static Phase ehlo(Session session, String name) throws InterruptedException {
        String host = session.server().host().get().hostname();
        List<String> lines =
                List.of(
                        host + " greets " + address(session),
                        "PIPELINING",
                        "SIZE " + session.limits().messages().size(),
                        "8BITMIME",
                        "ENHANCEDSTATUSCODES",
                        "HELP");
        return hello(session, name, true, new Reply(250, "", lines));
    }

    static Phase helo(Session session, String name) throws InterruptedException {
        return hello(session, name, false, Reply.of(250, session.server().host().get().hostname()));
    }

    private static Phase hello(Session session, String name, boolean extended, Reply welcome)
            throws InterruptedException {
        session.client().saidHello(name);
        session.extended(extended);
        Optional<Reply> refusal =
                Refusals.of(
                        session.server()
                                .policies()
                                .helo()
                                .first(
                                        policy -> policy.onHelo(session.client()),
                                        Verdict.Pass.class::isInstance));
        if (refusal.isPresent()) {
            session.client().saidHello("");
            session.refuse(extended ? "EHLO" : "HELO", refusal.get());
            return new AwaitHelo(session);
        }
        session.reply(welcome);
        return new AwaitMail(session);
    }

    private static String address(Session session) {
        InetAddress address = session.client().address();
        return AddressLiteral.of(address);
    }
}
