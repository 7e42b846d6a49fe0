// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.lmtp;

import io.postern.api.config.Option;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.DeliveryAttempt;
import io.postern.api.transport.DeliveryReport;
import io.postern.api.transport.Transport;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/**
 * Hands a message to a mailbox server by LMTP (RFC 2033), which answers for each recipient. On the
 * attempt's own virtual thread, which an interrupt cuts; each attempt has a connection of its own.
 */
@Component(
        configurationPid = "io.postern.transport.lmtp",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=lmtp")
@Designate(ocd = LmtpTransport.Options.class, factory = true)
public final class LmtpTransport implements Transport {
    /** Octets of a socket's path on Linux, without the NUL. */
    private static final int SOCKET_PATH = 107;

    /** What {@code transports:} may say of it; the defaults are those of RFC 5321, 4.5.3.2. */
    @ObjectClassDefinition(name = "lmtp transport")
    @interface Options {
        @Option(kind = Option.Kind.PATH, value = "UNIX socket of the server, for all mail")
        String socket() default "";

        @Option(
                kind = Option.Kind.ENDPOINT,
                value =
                        "host:port of the server, for all mail; without it and socket the router"
                                + " names the hops")
        String host() default "";

        @Option(kind = Option.Kind.DURATION, value = "time for a connection")
        String connectTimeout() default "PT30S";

        @Option(kind = Option.Kind.DURATION, value = "time for the greeting and for LHLO")
        String greetingTimeout() default "PT5M";

        @Option(kind = Option.Kind.DURATION, value = "time for the reply to MAIL or to a RCPT")
        String envelopeTimeout() default "PT5M";

        @Option(kind = Option.Kind.DURATION, value = "time for the reply to DATA")
        String dataInitTimeout() default "PT2M";

        @Option(kind = Option.Kind.DURATION, value = "time for a block of the message to go out")
        String dataBlockTimeout() default "PT3M";

        @Option(kind = Option.Kind.DURATION, value = "time for each reply to the end of data")
        String dataEndTimeout() default "PT10M";
    }

    private final DnsResolver dns;
    private final Places places;
    private final Timeouts timeouts;

    /** Made by Declarative Services; connects to nobody yet. */
    @Activate
    public LmtpTransport(@Reference DnsResolver dns, Options options) {
        this(dns, places(options), Timeouts.of(options));
    }

    LmtpTransport(DnsResolver dns, Places places, Timeouts timeouts) {
        this.dns = dns;
        this.places = places;
        this.timeouts = timeouts;
    }

    @Override
    public DeliveryReport deliver(DeliveryAttempt attempt) throws InterruptedException {
        Timeouts.Deadline deadline = new Timeouts.Deadline(Clock.systemUTC(), attempt.deadline());
        return new ServerWalk(attempt, dns, timeouts, deadline).walk(places);
    }

    private static Places places(Options options) {
        if (!options.socket().isEmpty() && !options.host().isEmpty()) {
            throw new IllegalArgumentException("lmtp transport: socket: host is given too");
        }
        if (options.socket().getBytes(StandardCharsets.UTF_8).length > SOCKET_PATH) {
            throw new IllegalArgumentException(
                    "lmtp transport: socket: '" + options.socket() + "' is too long for a socket");
        }
        if (!options.socket().isEmpty()) {
            return new Places.Socket(UnixDomainSocketAddress.of(options.socket()));
        }
        return options.host().isEmpty()
                ? new Places.OfRouter()
                : new Places.Host(List.of(hop(options.host())));
    }

    /** {@code host:port}, {@code [IPv6 address]:port}. */
    private static NextHop hop(String text) {
        int colon = text.lastIndexOf(':');
        boolean plain = text.indexOf(':') == colon || text.startsWith("[");
        if (colon < 1 || !plain || text.endsWith("]")) {
            throw new IllegalArgumentException("lmtp transport: host: '" + text + "' has no port");
        }
        try {
            String host = text.substring(0, colon).replace("[", "").replace("]", "");
            return new NextHop(host, Integer.parseInt(text.substring(colon + 1)), 0);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "lmtp transport: host: '" + text + "' is not host:port", wrong);
        }
    }
}
