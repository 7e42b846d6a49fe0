// SPDX-License-Identifier: Apache-2.0
package io.postern.router.rewrite;

import io.postern.api.config.Option;
import io.postern.api.mail.Mailbox;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReturnPath;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingContext;
import io.postern.api.routing.RoutingDecision;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.util.List;
import java.util.function.Function;

/**
 * Redirects a recipient to what its address becomes on the way from one channel to another, under
 * the sender that it gets there. Never blocks; immutable, so safe for many threads.
 */
@Component(
        configurationPid = "io.postern.router.rewrite",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=rewrite")
@Designate(ocd = RewriteRouter.Options.class, factory = true)
public final class RewriteRouter implements Router {
    /** What an entry of type rewrite takes. */
    @ObjectClassDefinition(name = "rewrite router")
    @interface Options {
        @Option(entry = ChannelKeys.class, value = "parts of the world, by their domains")
        String[] channels() default {};

        @Option(entry = RuleKeys.class, value = "what becomes of addresses, the first that fits")
        String[] rules();
    }

    /** An entry of {@code channels:}. */
    @interface ChannelKeys {
        @Option(kind = Option.Kind.NAME, value = "what rules call it")
        String name();

        @Option(kind = Option.Kind.DOMAIN, value = "domains in it")
        String[] domains() default {};
    }

    /** An entry of {@code rules:}. */
    @interface RuleKeys {
        @Option("channels the mail comes from, by the domain of its sender; all without")
        String[] in() default {};

        @Option("channels it goes to, by the domain of the recipient; all without")
        String[] out() default {};

        @Option("senders it is for, with stars; all without")
        String from() default "";

        @Option("recipients it is for, with stars; all without")
        String to() default "";

        @Option("what the recipient becomes, with {1} for what the first star of to stands for")
        String becomes() default "";

        @Option("what the sender becomes, with {1} for what the first star of from stands for")
        String sender() default "";
    }

    private final List<Rule> rules;

    /** Started by Declarative Services. */
    @Activate
    public RewriteRouter(Options options) {
        rules = RuleReader.read(options);
    }

    @Override
    public RoutingDecision route(Recipient recipient, RoutingContext context) {
        Rule.Result to = first(rule -> rule.recipient(recipient, context));
        Rule.Result from = first(rule -> rule.sender(recipient, context));
        if (to instanceof Rule.Result.Broken || from instanceof Rule.Result.Broken) {
            return new RoutingDecision.Unroutable(
                    new Status.Permanent(1, 3, "address can't be rewritten for its way"));
        }
        Mailbox mailbox =
                to instanceof Rule.Result.Changed(var other) ? other : recipient.mailbox();
        ReversePath sender =
                from instanceof Rule.Result.Changed(var other)
                        ? new ReversePath.Of(other)
                        : context.reversePath();
        boolean same = sender.equals(context.reversePath());
        if (same && mailbox.equals(recipient.mailbox())) {
            return new RoutingDecision.Pass();
        }
        return new RoutingDecision.Redirect(
                List.of(mailbox), same ? ReturnPath.OF_MESSAGE : new ReturnPath.Own(sender));
    }

    private Rule.Result first(Function<Rule, Rule.Result> question) {
        return rules.stream()
                .map(question)
                .filter(result -> !(result instanceof Rule.Result.Silent))
                .findFirst()
                .orElseGet(Rule.Result.Silent::new);
    }
}
