// SPDX-License-Identifier: Apache-2.0
package io.postern.router.mx;

import io.postern.api.config.Option;
import io.postern.api.lookup.DnsAnswer;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.MxRecord;
import io.postern.api.mail.Domain;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Status;
import io.postern.api.routing.NextHop;
import io.postern.api.routing.NextHop.Source;
import io.postern.api.routing.Router;
import io.postern.api.routing.RoutingContext;
import io.postern.api.routing.RoutingDecision;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Routes by the DNS (RFC 5321 section 5.1): mail exchangers by preference, else the domain itself.
 * Blocks for the DNS. What it can't find out it defers; only what the DNS says for certain is
 * unroutable. Safe for many threads.
 */
@Component(
        configurationPid = "io.postern.router.mx",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=mx")
@Designate(ocd = MxRouter.Options.class, factory = true)
public final class MxRouter implements Router {
    private final DnsResolver dns;
    private final String transport;
    private final int port;
    private final OwnNames own;
    private final RandomGenerator random;

    /** What an entry of type mx takes. */
    @ObjectClassDefinition(name = "mx router")
    @interface Options {
        @Option(kind = Option.Kind.TRANSPORT, value = "what carries the mail")
        String transport();

        @Option("the port of all mail exchangers")
        int port() default 25;

        @Option("names in MX records that are this machine, beside its hostname and localhost")
        String[] ownNames() default {};
    }

    /** Started by Declarative Services. */
    @Activate
    public MxRouter(@Reference DnsResolver dns, Options options) {
        this(dns, options, new Random());
    }

    MxRouter(DnsResolver dns, Options options, RandomGenerator random) {
        if (options.port() < 1 || options.port() > 65535) {
            throw new IllegalArgumentException("mx router: no port: " + options.port());
        }
        this.dns = dns;
        this.transport = options.transport();
        this.port = options.port();
        this.own = new OwnNames(List.of(options.ownNames()));
        this.random = random;
    }

    @Override
    public RoutingDecision route(Recipient recipient, RoutingContext context)
            throws InterruptedException {
        Domain domain = recipient.mailbox().domain();
        if (domain.isLiteral()) {
            return literal(domain);
        }
        return switch (dns.mx(domain.name())) {
            case DnsAnswer.Found<MxRecord>(List<MxRecord> records, boolean sure) ->
                    exchangers(
                            domain, records, sure ? Source.AUTHENTICATED_DNS : Source.DNS, context);
            case DnsAnswer.NoRecord<MxRecord> _ -> withoutExchanger(domain, context);
            case DnsAnswer.NoDomain<MxRecord> _ -> noSuchDomain(domain);
            case DnsAnswer.Unknown<MxRecord>(String reason) -> unknown(reason);
        };
    }

    private RoutingDecision exchangers(
            Domain domain, List<MxRecord> records, Source source, RoutingContext context) {
        if (records.size() == 1 && records.getFirst().host().isEmpty()) { // RFC 7505
            return unroutable(1, 10, "the domain " + domain + " takes no mail (null MX)");
        }
        List<MxRecord> before =
                Exchangers.beforeOurs(records, host -> own.contains(host, context.host()));
        if (before.isEmpty()) {
            return loop(domain);
        }
        List<MxRecord> usable = Exchangers.usable(before, random);
        if (usable.isEmpty()) {
            return unroutable(4, 4, "no MX record of " + domain + " names a host");
        }
        return via(usable.stream().map(mx -> hop(mx.host(), mx.preference(), source)).toList());
    }

    /** The domain itself is then its exchanger, with preference 0: the "implicit MX". */
    private RoutingDecision withoutExchanger(Domain domain, RoutingContext context)
            throws InterruptedException {
        return switch (dns.addresses(domain.name())) {
            case DnsAnswer.Found<InetAddress> _ ->
                    own.contains(domain.name(), context.host())
                            ? loop(domain)
                            : via(List.of(hop(domain.name(), 0, Source.DNS)));
            case DnsAnswer.NoRecord<InetAddress> _ ->
                    unroutable(4, 4, "the domain " + domain + " has neither MX nor address");
            case DnsAnswer.NoDomain<InetAddress> _ -> noSuchDomain(domain);
            case DnsAnswer.Unknown<InetAddress>(String reason) -> unknown(reason);
        };
    }

    private RoutingDecision literal(Domain domain) {
        return Exchangers.literal(domain.name())
                .map(address -> via(List.of(hop(address, 0, Source.DNS))))
                .orElseGet(() -> unroutable(1, 2, "no route to " + domain));
    }

    private RoutingDecision via(List<NextHop> hops) {
        return new RoutingDecision.Via(transport, hops);
    }

    private NextHop hop(String host, int preference, Source source) {
        return new NextHop(host, port, preference, source);
    }

    private static RoutingDecision noSuchDomain(Domain domain) {
        return unroutable(1, 2, "no such domain: " + domain);
    }

    private static RoutingDecision loop(Domain domain) {
        return unroutable(4, 6, "mail for " + domain + " loops back to myself");
    }

    private static RoutingDecision unknown(String reason) {
        return new RoutingDecision.Defer(new Status.Transient(4, 3, "DNS: " + reason));
    }

    private static RoutingDecision unroutable(int subject, int detail, String text) {
        return new RoutingDecision.Unroutable(new Status.Permanent(subject, detail, text));
    }
}
