// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Domain;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.RoutingContext;
import io.postern.api.transport.Cause;
import io.postern.api.transport.Deferral;
import io.postern.api.transport.DeliveryOutcome.Blame;
import io.postern.api.transport.Peer;
import io.postern.api.transport.ShapingPolicy;

import org.graalvm.polyglot.Value;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * An object of {@code postern-test.js}, which has filled in what a test left out, and the mail
 * value that it stands for.
 */
record TestFields(Value object) {
    private static final int SMTP = 25;

    PretendClient client() {
        return new PretendClient(
                InetAddress.ofLiteral(text("address")),
                (int) number("port"),
                text("listener"),
                text("account"),
                text("session"));
    }

    RoutingContext routing() {
        return new Pretend.OfRouting(
                Pretend.path(text("sender")), (int) number("redirects"), text("hostname"));
    }

    ShapingPolicy.Destination destination() {
        return new Pretend.OfDestination(
                new Domain(text("domain")),
                text("transport"),
                texts("hosts").stream().map(host -> new NextHop(host, SMTP, 0)).toList(),
                text("site"),
                text("source"));
    }

    Deferral deferral() {
        Status.Transient status = Arguments.temporary(new Value[] {member("code"), member("text")});
        return new Deferral(
                new QueueId(text("id")),
                Pretend.path(text("sender")),
                new Domain(text("domain")),
                text("transport"),
                choice(Cause.class, "cause"),
                status,
                choice(Blame.class, "blame"),
                new Peer(text("host"), text("reply")),
                (int) number("attempts"),
                Duration.ofMillis(Math.round(number("age") * 1000)),
                member("doubtful").asBoolean());
    }

    Outcome outcome() {
        return new Outcome(
                new QueueId(text("id")),
                Recipient.of(Pretend.mailbox(text("recipient"))),
                text("kind"),
                text("transport"),
                text("code"),
                text("text"),
                new Peer(text("host"), text("reply")),
                Duration.ofMillis(Math.round(number("delay") * 1000)));
    }

    private String text(String name) {
        return Arguments.text(new Value[] {member(name)}, 0, name);
    }

    private List<String> texts(String name) {
        return Arguments.texts(member(name), name);
    }

    private double number(String name) {
        Value value = member(name);
        if (!value.fitsInDouble()) {
            throw new IllegalArgumentException(name + " must be a number");
        }
        return value.asDouble();
    }

    private <E extends Enum<E>> E choice(Class<E> type, String name) {
        String word = text(name).toUpperCase(Locale.ROOT).replace('-', '_');
        for (E value : type.getEnumConstants()) {
            if (value.name().equals(word)) {
                return value;
            }
        }
        throw new IllegalArgumentException(name + " can't be '" + text(name) + "'");
    }

    private Value member(String name) {
        return object.getMember(name);
    }
}
