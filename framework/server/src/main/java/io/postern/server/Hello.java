// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.policy.PolicyQuestion;
import io.postern.smtp.Extensions;
import io.postern.smtp.Reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** EHLO and HELO (RFC 5321 section 4.1.1.1): either ends a transaction and starts afresh. */
final class Hello {
    private Hello() {}

    static Phase ehlo(Session session, String name) throws InterruptedException {
        Extensions offer = Offer.to(session);
        List<String> lines = new ArrayList<>();
        lines.add(
                session.server().host().get().hostname()
                        + " greets "
                        + AddressLiteral.of(session.client().address()));
        lines.addAll(offer.lines());
        session.offer(offer, true);
        return hello(session, name, "EHLO", new Reply(250, "", lines));
    }

    static Phase helo(Session session, String name) throws InterruptedException {
        session.offer(Extensions.NONE, false);
        return hello(
                session, name, "HELO", Reply.of(250, session.server().host().get().hostname()));
    }

    private static Phase hello(Session session, String name, String verb, Reply welcome)
            throws InterruptedException {
        session.client().saidHello(name);
        Optional<Reply> refusal =
                Refusals.of(
                        session.judge(
                                new PolicyQuestion.OnHelo(session.client()),
                                session.server().policies().helo(),
                                policy -> policy.onHelo(session.client())));
        if (refusal.isPresent()) {
            session.client().saidHello("");
            session.refuse(verb, refusal.get());
            return new AwaitHelo(session);
        }
        session.reply(welcome);
        return new AwaitMail(session);
    }
}
