// SPDX-License-Identifier: Apache-2.0
package io.postern.router.mx;

import io.postern.api.mail.HostIdentity;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The names that are this machine: what lists us as its exchanger we'd hand mail to ourselves. */
final class OwnNames {
    private final Set<String> names = new HashSet<>();

    OwnNames(Collection<String> further) {
        names.add("localhost");
        further.forEach(name -> names.add(plain(name)));
    }

    boolean contains(String host, HostIdentity identity) {
        String plain = plain(host);
        return names.contains(plain) || plain.equals(plain(identity.hostname()));
    }

    private static String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
