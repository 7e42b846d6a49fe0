// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.config.Option;
import io.postern.api.mail.HostIdentity;
import io.postern.api.transport.Egress;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One entry of {@code egress:}: addresses of ours, a name, and the pools they are in. */
@Component(
        service = EgressSource.class,
        configurationPid = "io.postern.queue.egress",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=egress")
@Designate(ocd = EgressSource.Options.class, factory = true)
public final class EgressSource {
    private static final Pattern POOL =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*)( x (\\d{1,4}))?");

    private final Egresses.Source source;

    /** What an entry takes. */
    @ObjectClassDefinition(name = "egress source")
    @interface Options {
        @Option(kind = Option.Kind.NETWORK, value = "the address to send from over IPv4")
        String ipv4() default "";

        @Option(kind = Option.Kind.NETWORK, value = "the address to send from over IPv6")
        String ipv6() default "";

        @Option("what EHLO says; by default the hostname")
        String hostname() default "";

        @Option("pools it is in, each with its weight, as 'bulk x 3'")
        String[] pools() default {Egresses.USUAL};
    }

    /**
     * Made by Declarative Services.
     *
     * @throws IllegalArgumentException where an option can't be; the message names it
     */
    @Activate
    public EgressSource(
            Options options, Map<String, Object> properties, @Reference HostIdentity host) {
        String name = String.valueOf(properties.get("postern.name"));
        String hostname = options.hostname().isEmpty() ? host.hostname() : options.hostname();
        source =
                new Egresses.Source(
                        new Egress(
                                name,
                                address("ipv4", options.ipv4(), Inet4Address.class),
                                address("ipv6", options.ipv6(), Inet6Address.class),
                                hostname),
                        pools(List.of(options.pools())));
    }

    Egresses.Source source() {
        return source;
    }

    private static <A extends InetAddress> Optional<A> address(
            String key, String text, Class<A> family) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "egress: " + key + ": '" + text + "' is no single address", malformed);
        }
        if (!family.isInstance(address)) {
            throw new IllegalArgumentException(
                    "egress: " + key + ": '" + text + "' is of the other family");
        }
        return Optional.of(family.cast(address));
    }

    private static Map<String, Integer> pools(List<String> texts) {
        Map<String, Integer> pools = new LinkedHashMap<>();
        for (String text : texts) {
            Matcher matcher = POOL.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "egress: pools: '" + text + "' is no pool (as bulk, or bulk x 3)");
            }
            int weight = matcher.group(3) == null ? 1 : Integer.parseInt(matcher.group(3));
            if (weight > 0) {
                pools.put(matcher.group(1), weight);
            }
        }
        return pools;
    }
}
