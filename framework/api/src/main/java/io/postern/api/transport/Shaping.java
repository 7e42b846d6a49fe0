// SPDX-License-Identifier: Apache-2.0
package io.postern.api.transport;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Optional;
import java.util.OptionalInt;

/** What a {@link ShapingPolicy} says of a destination. */
@ProviderType
public sealed interface Shaping {
    /** No opinion: the next policy is asked. */
    record Pass() implements Shaping {}

    /**
     * What is given holds; what is left out is asked of the next policy, and at last has the core's
     * default. The limits are those of a site and of one source address.
     *
     * @param connections at once, at least 1; the core stays below while the site has trouble
     * @param connectionRate new connections
     * @param messageRate messages
     * @param messagesPerConnection at least 1
     * @param pool one of {@code egress: pools:}, or a single source
     * @param tls what a session must have at least
     */
    record Limits(
            OptionalInt connections,
            Optional<Rate> connectionRate,
            Optional<Rate> messageRate,
            OptionalInt messagesPerConnection,
            Optional<String> pool,
            Optional<TlsLevel> tls)
            implements Shaping {
        /** Leaves all to others. */
        public static final Limits NONE =
                new Limits(
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty());

        public Limits {
            if (connections.orElse(1) < 1 || messagesPerConnection.orElse(1) < 1) {
                throw new IllegalArgumentException(
                        "connections and messages a connection must be at least 1");
            }
        }
    }
}
