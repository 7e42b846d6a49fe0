// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.config.Option;
import io.postern.api.mail.HostIdentity;
import io.postern.api.transport.Cause;
import io.postern.api.transport.Deferral;
import io.postern.api.transport.RetrySchedule;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * One entry of {@code retry:}: a schedule for the destinations and the causes it is for. A
 * condition that isn't given holds for all; of one that has several values any may hold. The first
 * rule that is for a deferral decides.
 */
@Component(
        configurationPid = "io.postern.queue.retry",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=retry")
@Designate(ocd = RetryRule.Options.class, factory = true)
public final class RetryRule implements RetrySchedule {
    private final String[] domains;
    private final List<Cause> causes;
    private final HostIdentity identity;
    private final RetryRules rules;

    /** What an entry takes. */
    @ObjectClassDefinition(name = "retry rule")
    @interface Options {
        @Option(kind = Option.Kind.DOMAIN, value = "domains of recipients it is for")
        String[] domains() default {};

        @Option(
                "why they were put off: connect, dns, tls, greylisted, rate-limited,"
                        + " mailbox-full, server, local, other")
        String[] causes() default {};

        @Option(kind = Option.Kind.RETRY, value = "waits between attempts, step after step")
        String[] steps();

        @Option(
                kind = Option.Kind.DURATION,
                value = "when to give up, where the last step doesn't say")
        String lifetime() default "P5D";
    }

    /**
     * Made by Declarative Services.
     *
     * @throws IllegalArgumentException where an option can't be; the message names it
     */
    @Activate
    public RetryRule(Options options, @Reference HostIdentity identity) {
        this(options, identity, () -> ThreadLocalRandom.current().nextLong());
    }

    RetryRule(Options options, HostIdentity identity, RandomGenerator random) {
        this.domains = options.domains();
        this.causes = Arrays.stream(options.causes()).map(RetryRule::cause).toList();
        this.identity = identity;
        this.rules =
                RetryRules.of(
                        "retry: steps",
                        List.of(options.steps()),
                        Duration.parse(options.lifetime()),
                        random);
    }

    @Override
    public Next after(Deferral deferral) {
        boolean meant =
                (domains.length == 0 || DomainCondition.holds(domains, deferral.domain(), identity))
                        && (causes.isEmpty() || causes.contains(deferral.cause()));
        return meant ? rules.after(deferral) : new Next.Pass();
    }

    /** How old a message may become that it is for. */
    Duration lifetime() {
        return rules.lifetime();
    }

    private static Cause cause(String text) {
        for (Cause cause : Cause.values()) {
            if (cause.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
                return cause;
            }
        }
        throw new IllegalArgumentException("retry: causes: there is no cause '" + text + "'");
    }
}
