// SPDX-License-Identifier: Apache-2.0
package io.postern.auth.file;

import io.postern.api.mail.ClientCertificate;

import java.text.Normalizer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Those that may log in, by name, in which letter case says nothing. Immutable. */
final class Accounts {
    private static final int FINGERPRINT = 64;

    private final Map<String, Account> byName = new HashMap<>();
    private final Map<String, Set<Account>> byCertificate = new HashMap<>();

    Accounts(Collection<Account> accounts) {
        for (Account account : accounts) {
            byName.put(key(account.name()), account);
            for (String certificate : account.certificates()) {
                byCertificate.computeIfAbsent(certificate, _ -> new HashSet<>()).add(account);
            }
        }
    }

    Optional<Account> find(String name) {
        return Optional.ofNullable(byName.get(key(name)));
    }

    /**
     * All that the certificate stands for: by its fingerprint or a name of it that they list, or
     * where a name of it is their mailbox.
     */
    Set<Account> of(ClientCertificate certificate) {
        Set<Account> accounts = new HashSet<>(listing(certificate.fingerprint()));
        for (String name : certificate.names()) {
            // Nobody's name passes for another's fingerprint.
            if (name.length() != FINGERPRINT) {
                accounts.addAll(listing(name));
            }
            if (name.contains("@")) {
                find(name).ifPresent(accounts::add);
            }
        }
        return accounts;
    }

    int size() {
        return byName.size();
    }

    private Set<Account> listing(String certificate) {
        return byCertificate.getOrDefault(certificate, Set.of());
    }

    private static String key(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
