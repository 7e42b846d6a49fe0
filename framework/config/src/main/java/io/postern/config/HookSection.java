// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import io.postern.api.auth.Authenticator;
import io.postern.api.lookup.Lookup;
import io.postern.api.policy.RelayPolicy;
import io.postern.api.routing.Router;
import io.postern.api.transport.Transport;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The sections whose entries are plugins: each has a type that says which. */
enum HookSection {
    /** A list; the order is the order they are asked in. */
    ROUTERS("routers", "router", Router.class),
    /** A map by name. */
    TRANSPORTS("transports", "transport", Transport.class),
    /** A list; the order is the order they are asked in. */
    AUTH("auth", "authenticator", Authenticator.class),
    /** A map by type. */
    RELAY("relay", "relay policy", RelayPolicy.class),
    /** A map by name. */
    LOOKUPS("lookups", "lookup", Lookup.class);

    private final String key;
    private final String noun;
    private final Class<?> hook;

    HookSection(String key, String noun, Class<?> hook) {
        this.key = key;
        this.noun = noun;
        this.hook = hook;
    }

    /** The section where plugins with these services are configured. */
    static Optional<HookSection> of(List<String> services) {
        return Arrays.stream(values())
                .filter(section -> services.contains(section.hook.getName()))
                .findFirst();
    }

    /** The section's key in the file. */
    String key() {
        return key;
    }

    /** What one of its entries is called in messages. */
    String noun() {
        return noun;
    }
}
