// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import io.postern.api.mail.Domain;

import java.util.List;

/** What {@code hostname:} and {@code domains:} say. */
record Identity(String hostname, List<Domain> local, List<Domain> relay) {
    Identity {
        local = List.copyOf(local);
        relay = List.copyOf(relay);
    }
}
