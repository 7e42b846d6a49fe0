// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.config.Option;
import io.postern.api.mail.HostIdentity;
import io.postern.api.transport.Rate;
import io.postern.api.transport.Shaping;
import io.postern.api.transport.ShapingPolicy;
import io.postern.api.transport.TlsLevel;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One entry of {@code shaping:}: limits for the destinations it is for. A condition that isn't
 * given holds for all; of one that has several values any may hold.
 */
@Component(
        configurationPid = "io.postern.queue.shaping",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=shaping")
@Designate(ocd = ShapingRule.Options.class, factory = true)
public final class ShapingRule implements ShapingPolicy {
    private final String[] domains;
    private final List<String> hosts;
    private final List<String> sources;
    private final HostIdentity identity;
    private final Shaping.Limits limits;

    /** What an entry takes. */
    @ObjectClassDefinition(name = "shaping rule")
    @interface Options {
        @Option(kind = Option.Kind.DOMAIN, value = "domains of recipients it is for")
        String[] domains() default {};

        @Option("mail exchangers it is for, as 'mx.example.org' or '*.example.org'")
        String[] hosts() default {};

        @Option("sources of egress it is for")
        String[] sources() default {};

        @Option("attempts at once, 0 for those of the queue")
        int connections() default 0;

        @Option(kind = Option.Kind.RATE, value = "new connections, as '60/m'")
        String connectionRate() default "";

        @Option(kind = Option.Kind.RATE, value = "messages, as '1000/h'")
        String messageRate() default "";

        @Option("messages on a connection at most, 0 for those of the transport")
        int messagesPerConnection() default 0;

        @Option("pool or source of egress")
        String pool() default "";

        @Option("how much TLS there must be: none, opportunistic, encrypt, verify, mta-sts, dane")
        String tls() default "";
    }

    /**
     * Made by Declarative Services.
     *
     * @throws IllegalArgumentException where an option can't be; the message names it
     */
    @Activate
    public ShapingRule(Options options, @Reference HostIdentity identity) {
        this.domains = options.domains();
        this.hosts = lower(options.hosts());
        this.sources = List.of(options.sources());
        this.identity = identity;
        this.limits =
                new Shaping.Limits(
                        number("connections", options.connections()),
                        rate(options.connectionRate()),
                        rate(options.messageRate()),
                        number("messages-per-connection", options.messagesPerConnection()),
                        Optional.of(options.pool()).filter(pool -> !pool.isEmpty()),
                        tls(options.tls()));
    }

    @Override
    public Shaping shape(Destination destination) {
        boolean meant =
                (domains.length == 0
                                || DomainCondition.holds(domains, destination.domain(), identity))
                        && (hosts.isEmpty() || isOneOf(destination))
                        && (sources.isEmpty() || sources.contains(destination.source()));
        return meant ? limits : new Shaping.Pass();
    }

    private boolean isOneOf(Destination destination) {
        return destination.hops().stream()
                .map(hop -> hop.host().toLowerCase(Locale.ROOT))
                .anyMatch(
                        host ->
                                hosts.stream()
                                        .anyMatch(pattern -> NamePattern.matches(pattern, host)));
    }

    private static List<String> lower(String[] texts) {
        return List.of(texts).stream().map(text -> text.toLowerCase(Locale.ROOT)).toList();
    }

    private static OptionalInt number(String key, int value) {
        if (value < 0) {
            throw new IllegalArgumentException("shaping: " + key + ": must not be negative");
        }
        return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static Optional<Rate> rate(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Rate.parse(text));
    }

    private static Optional<TlsLevel> tls(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<TlsLevel> level = TlsLevel.of(text);
        if (level.isEmpty()) {
            throw new IllegalArgumentException("shaping: tls: there is no level '" + text + "'");
        }
        return level;
    }
}
