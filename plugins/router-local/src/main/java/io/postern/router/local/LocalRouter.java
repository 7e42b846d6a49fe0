// SPDX-License-Identifier: Apache-2.0
package io.postern.router.local;

import io.postern.api.config.Option;
import io.postern.api.config.WatchedFile;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingContext;
import io.postern.api.routing.RoutingDecision;

import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Hands known mailboxes to a transport that delivers here, and refuses the others. Blocks only to
 * read the list of users again where it has changed; safe for many threads. Without a good list
 * nobody can tell who is known, so all but the postmaster are deferred.
 */
@Component(
        configurationPid = "io.postern.router.local",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=local")
@Designate(ocd = LocalRouter.Options.class, factory = true)
public final class LocalRouter implements Router {
    private static final Logger log = LoggerFactory.getLogger(LocalRouter.class);
    private static final RoutingDecision UNKNOWN =
            new RoutingDecision.Unroutable(new Status.Permanent(1, 1, "no such user"));
    private static final RoutingDecision UNSURE =
            new RoutingDecision.Defer(
                    new Status.Transient(3, 5, "the list of users can't be used"));

    private final RoutingDecision delivered;
    private final @Nullable WatchedFile<Users> users;

    /** What an entry of type local takes. */
    @ObjectClassDefinition(name = "local router")
    @interface Options {
        @Option(
                kind = Option.Kind.FILE,
                value = "map of the mailboxes there are, read again when it changes; without, all")
        String users() default "";

        @Option(kind = Option.Kind.TRANSPORT, value = "what delivers to the mailboxes")
        String transport();
    }

    /** Started by Declarative Services. */
    @Activate
    public LocalRouter(Options options) {
        this(options, InstantSource.system());
    }

    LocalRouter(Options options, InstantSource clock) {
        delivered = new RoutingDecision.Via(options.transport(), List.of());
        String file = options.users();
        users = file.isEmpty() ? null : watch(Path.of(file), clock);
    }

    private static WatchedFile<Users> watch(Path file, InstantSource clock) {
        return new WatchedFile<>(
                file,
                clock,
                UserParser::parse,
                users -> log.info("users file={} entries={}", file, users.size()),
                trouble -> log.warn("users {}", trouble));
    }

    @Override
    public RoutingDecision route(Recipient recipient, RoutingContext context) {
        Mailbox mailbox = recipient.mailbox();
        // RFC 5321 section 4.5.1: the postmaster can always be reached.
        if (users == null || mailbox.localPart().equalsIgnoreCase("postmaster")) {
            return delivered;
        }
        Optional<Users> known = users.current();
        if (known.isEmpty()) {
            return UNSURE;
        }
        return known.get().contain(mailbox) ? delivered : UNKNOWN;
    }
}
