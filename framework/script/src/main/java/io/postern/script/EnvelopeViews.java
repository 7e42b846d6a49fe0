// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Client;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Transaction;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.RoutingContext;
import io.postern.api.transport.Deferral;
import io.postern.api.transport.ShapingPolicy.Destination;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The values around a message, for scripts. */
final class EnvelopeViews {
    private EnvelopeViews() {}

    /** {@code client}. */
    static final class ClientView extends View {
        private static final Set<String> MEMBERS =
                Set.of("address", "port", "listener", "helo", "account", "session");

        private final Client client;
        private final Optional<String> account;

        ClientView(Scope scope, Client client) {
            this(scope, client, client.account());
        }

        /** Of a client that has proved a login which doesn't hold yet. */
        ClientView(Scope scope, Client client, String account) {
            this(scope, client, Optional.of(account));
        }

        private ClientView(Scope scope, Client client, Optional<String> account) {
            super(scope, MEMBERS);
            this.client = client;
            this.account = account;
        }

        /** Whose session it is. */
        Client subject() {
            scope().check();
            return client;
        }

        @Override
        Object member(String name) {
            return switch (name) {
                case "address" -> client.address().getHostAddress();
                case "port" -> client.port();
                case "listener" -> client.listener();
                case "helo" -> client.helo().orElse("");
                case "account" -> account.orElse("");
                case "session" -> client.session();
                default -> throw new UnsupportedOperationException(name);
            };
        }
    }

    /** {@code transaction}. */
    static final class TransactionView extends View {
        private static final Set<String> MEMBERS = Set.of("client", "sender", "recipients");

        private final Transaction transaction;
        private @Nullable ClientView client;

        TransactionView(Scope scope, Transaction transaction) {
            super(scope, MEMBERS);
            this.transaction = transaction;
        }

        /** Which it is. */
        Transaction subject() {
            scope().check();
            return transaction;
        }

        @Override
        Object member(String name) {
            return switch (name) {
                case "client" -> client();
                case "sender" -> transaction.reversePath().toString();
                case "recipients" -> recipients();
                default -> throw new UnsupportedOperationException(name);
            };
        }

        private ClientView client() {
            ClientView view = client;
            if (view == null) {
                view = new ClientView(scope(), transaction.client());
                client = view;
            }
            return view;
        }

        private Object recipients() {
            List<Recipient> recipients = List.copyOf(transaction.recipients());
            return array(recipients.size(), i -> new RecipientView(scope(), recipients.get(i)));
        }
    }

    /** {@code recipient}. */
    static final class RecipientView extends View {
        private static final Set<String> MEMBERS = Set.of("localPart", "domain", "address");

        private final Mailbox mailbox;

        RecipientView(Scope scope, Recipient recipient) {
            super(scope, MEMBERS);
            this.mailbox = recipient.mailbox();
        }

        /** Who it is. */
        Mailbox subject() {
            scope().check();
            return mailbox;
        }

        @Override
        Object member(String name) {
            return switch (name) {
                case "localPart" -> mailbox.localPart();
                case "domain" -> mailbox.domain().name();
                case "address" -> mailbox.toString();
                default -> throw new UnsupportedOperationException(name);
            };
        }
    }

    /** {@code context} of a router. */
    static final class RoutingView extends View {
        private static final Set<String> MEMBERS = Set.of("sender", "redirects", "hostname");

        private final RoutingContext context;

        RoutingView(Scope scope, RoutingContext context) {
            super(scope, MEMBERS);
            this.context = context;
        }

        /** What it is of. */
        RoutingContext subject() {
            scope().check();
            return context;
        }

        @Override
        Object member(String name) {
            return switch (name) {
                case "sender" -> context.reversePath().toString();
                case "redirects" -> context.redirects();
                case "hostname" -> context.host().hostname();
                default -> throw new UnsupportedOperationException(name);
            };
        }
    }

    /** {@code destination} of a shaping policy. */
    static final class DestinationView extends View {
        private static final Set<String> MEMBERS =
                Set.of("domain", "transport", "hosts", "site", "source");

        private final Destination destination;

        DestinationView(Scope scope, Destination destination) {
            super(scope, MEMBERS);
            this.destination = destination;
        }

        @Override
        Object member(String name) {
            return switch (name) {
                case "domain" -> destination.domain().name();
                case "transport" -> destination.transport();
                case "hosts" -> array(destination.hops().stream().map(NextHop::host).toList());
                case "site" -> destination.site();
                case "source" -> destination.source();
                default -> throw new UnsupportedOperationException(name);
            };
        }
    }

    /** {@code deferral} of a retry schedule. */
    static final class DeferralView extends View {
        private static final Set<String> MEMBERS =
                Set.of(
                        "id",
                        "sender",
                        "domain",
                        "transport",
                        "host",
                        "cause",
                        "code",
                        "text",
                        "reply",
                        "blame",
                        "attempts",
                        "age",
                        "doubtful");

        private final Deferral deferral;

        DeferralView(Scope scope, Deferral deferral) {
            super(scope, MEMBERS);
            this.deferral = deferral;
        }

        @Override
        Object member(String name) {
            return switch (name) {
                case "id" -> deferral.queueId().value();
                case "sender" -> deferral.reversePath().toString();
                case "domain" -> deferral.domain().name();
                case "transport" -> deferral.transport();
                case "host" -> deferral.peer().host();
                case "cause" -> word(deferral.cause());
                case "code" -> deferral.status().code();
                case "text" -> deferral.status().text();
                case "reply" -> deferral.peer().reply();
                case "blame" -> word(deferral.blame());
                case "attempts" -> deferral.attempts();
                case "age" -> deferral.age().toMillis() / 1000.0;
                case "doubtful" -> deferral.doubtful();
                default -> throw new UnsupportedOperationException(name);
            };
        }

        /** As {@code retry: causes:} has it. */
        private static String word(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
