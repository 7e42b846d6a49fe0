// SPDX-License-Identifier: Apache-2.0
package io.postern.router.local;

import io.postern.api.mail.Mailbox;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Who has a mailbox: {@code alice@example.org}, or {@code alice} for every domain that is asked
 * about. Letter case says nothing. Immutable.
 */
final class Users {
    private final Set<String> names = new HashSet<>();

    Users(Iterable<String> names) {
        names.forEach(name -> this.names.add(name.toLowerCase(Locale.ROOT)));
    }

    boolean contain(Mailbox mailbox) {
        String localPart = mailbox.localPart().toLowerCase(Locale.ROOT);
        // A local-part with an @ in it is no name: "alice@example.org"@other.test isn't Alice.
        boolean plain = localPart.indexOf('@') < 0;
        return plain
                && (names.contains(localPart)
                        || names.contains(localPart + "@" + mailbox.domain().name()));
    }

    int size() {
        return names.size();
    }
}
