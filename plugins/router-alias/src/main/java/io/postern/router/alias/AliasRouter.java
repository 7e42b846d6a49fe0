// SPDX-License-Identifier: Apache-2.0
package io.postern.router.alias;

import io.postern.api.config.Option;
import io.postern.api.config.WatchedFile;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingContext;
import io.postern.api.routing.RoutingDecision;

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
 * Redirects recipients that a list names. Blocks only to read the list again where it has changed;
 * safe for many threads. Without a good list nobody can tell who is an alias, so all are deferred.
 */
@Component(
        configurationPid = "io.postern.router.alias",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=alias")
@Designate(ocd = AliasRouter.Options.class, factory = true)
public final class AliasRouter implements Router {
    private static final Logger log = LoggerFactory.getLogger(AliasRouter.class);

    private final WatchedFile<Aliases> list;

    /** What an entry of type alias takes. */
    @ObjectClassDefinition(name = "alias router")
    @interface Options {
        @Option(kind = Option.Kind.FILE, value = "list of aliases, read again when it changes")
        String file();
    }

    /** Started by Declarative Services. */
    @Activate
    public AliasRouter(Options options) {
        this(Path.of(options.file()), InstantSource.system());
    }

    AliasRouter(Path file, InstantSource clock) {
        list =
                new WatchedFile<>(
                        file,
                        clock,
                        AliasParser::parse,
                        taken ->
                                log.info(
                                        "aliases file={} entries={}", file, taken.entries().size()),
                        trouble -> log.warn("aliases {}", trouble));
    }

    @Override
    public RoutingDecision route(Recipient recipient, RoutingContext context) {
        Optional<Aliases> aliases = list.current();
        if (aliases.isEmpty()) {
            return new RoutingDecision.Defer(
                    new Status.Transient(3, 5, "the list of aliases can't be used"));
        }
        Mailbox mailbox = recipient.mailbox();
        return aliases.get()
                .targets(mailbox)
                .map(targets -> redirect(mailbox, targets))
                .orElseGet(RoutingDecision.Pass::new);
    }

    private static RoutingDecision redirect(Mailbox alias, List<Target> targets) {
        List<Mailbox> mailboxes =
                targets.stream()
                        .flatMap(target -> target.mailbox(alias).stream())
                        .distinct()
                        .toList();
        return mailboxes.isEmpty()
                ? new RoutingDecision.Discard("alias to /dev/null")
                : new RoutingDecision.Redirect(mailboxes);
    }
}
