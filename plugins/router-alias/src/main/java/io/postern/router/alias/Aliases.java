// SPDX-License-Identifier: Apache-2.0
package io.postern.router.alias;

import io.postern.api.mail.Mailbox;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A list of aliases.
 *
 * @param entries each alias and who gets its mail
 */
record Aliases(Map<Key, List<Target>> entries) {
    Aliases {
        entries = Map.copyOf(entries);
    }

    /**
     * What stands before the colon; letter case says nothing.
     *
     * @param localPart empty for a whole domain
     * @param domain empty for all domains
     */
    record Key(String localPart, String domain) {
        Key {
            localPart = localPart.toLowerCase(Locale.ROOT);
        }
    }

    /** By the nearest entry: {@code name@domain}, then {@code name}, then {@code @domain}. */
    Optional<List<Target>> targets(Mailbox mailbox) {
        String domain = mailbox.domain().name();
        return Stream.of(
                        new Key(mailbox.localPart(), domain),
                        new Key(mailbox.localPart(), ""),
                        new Key("", domain))
                .flatMap(key -> Stream.ofNullable(entries.get(key)))
                .findFirst();
    }
}
