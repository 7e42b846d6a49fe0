// SPDX-License-Identifier: Apache-2.0
package io.postern.router.forward;

import io.postern.api.config.Option;
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
import java.util.List;
import java.util.Optional;

/**
 * Redirects a recipient who has a forwarding file to the addresses in it. Reads the file each time,
 * so blocks for the disk; safe for many threads. A file that is broken or that others could have
 * written defers: its owner wanted something, and nobody can tell what.
 */
@Component(
        configurationPid = "io.postern.router.forward",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=forward")
@Designate(ocd = ForwardRouter.Options.class, factory = true)
public final class ForwardRouter implements Router {
    private static final Logger log = LoggerFactory.getLogger(ForwardRouter.class);

    private final PathTemplate template;

    /** What an entry of type forward takes. */
    @ObjectClassDefinition(name = "forward router")
    @interface Options {
        @Option(
                kind = Option.Kind.PATH,
                value = "forwarding file of a recipient, with {local-part} and {domain}")
        String file();
    }

    /** Started by Declarative Services. */
    @Activate
    public ForwardRouter(Options options) {
        template = PathTemplate.parse(options.file());
    }

    @Override
    public RoutingDecision route(Recipient recipient, RoutingContext context) {
        Mailbox mailbox = recipient.mailbox();
        Optional<Path> file = template.resolve(mailbox);
        if (file.isEmpty()) {
            return new RoutingDecision.Pass();
        }
        return switch (ForwardFile.read(file.get(), template.root())) {
            case ForwardFile.Content.None() -> new RoutingDecision.Pass();
            case ForwardFile.Content.Text(String text) -> redirect(mailbox, file.get(), text);
            case ForwardFile.Content.Unsafe(String reason) ->
                    defer(7, 0, "forwarding file isn't safe", file.get() + ": " + reason);
            case ForwardFile.Content.Unreadable(String reason) ->
                    defer(3, 0, "forwarding file can't be read", file.get() + ": " + reason);
        };
    }

    private static RoutingDecision redirect(Mailbox mailbox, Path file, String text) {
        return switch (ForwardList.parse(text, mailbox.domain())) {
            case ForwardList.Good(List<Mailbox> mailboxes) ->
                    mailboxes.isEmpty()
                            ? new RoutingDecision.Pass()
                            : new RoutingDecision.Redirect(mailboxes);
            case ForwardList.Bad(int line, String problem) ->
                    defer(3, 5, "forwarding file is broken", file + ":" + line + ": " + problem);
        };
    }

    /** The sender may read the status, so it doesn't say where the file is. */
    private static RoutingDecision defer(int subject, int detail, String status, String detailed) {
        log.warn("forward {}", detailed);
        return new RoutingDecision.Defer(new Status.Transient(subject, detail, status));
    }
}
