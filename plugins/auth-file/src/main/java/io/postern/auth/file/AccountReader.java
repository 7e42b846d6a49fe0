// SPDX-License-Identifier: Apache-2.0
package io.postern.auth.file;

import io.postern.api.auth.Authentication;
import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.config.WatchedFile.Problem;
import io.postern.credentials.KeptScram;
import io.postern.credentials.PasswordHash;
import io.postern.credentials.UserEntry;
import io.postern.credentials.UserEntry.Field;
import io.postern.credentials.UserFile;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes accounts of a file of users: takes the fields that are ours and leaves the others to
 * others. Used once, by one thread.
 */
final class AccountReader {
    private final List<Problem> problems = new ArrayList<>();

    private AccountReader() {}

    /** No problem has a secret in it. */
    static Parsed<Accounts> parse(String text) {
        return switch (UserFile.parse(text)) {
            case Parsed.Bad<UserFile>(List<Problem> problems) -> new Parsed.Bad<>(problems);
            case Parsed.Good<UserFile>(UserFile file) -> new AccountReader().read(file);
        };
    }

    private Parsed<Accounts> read(UserFile file) {
        List<Account> accounts = file.users().stream().map(this::account).toList();
        return problems.isEmpty()
                ? new Parsed.Good<>(new Accounts(accounts))
                : new Parsed.Bad<>(problems);
    }

    private Account account(UserEntry user) {
        return new Account(
                new Authentication.Identity(user.name(), senders(user)),
                secret(user, "password", PasswordHash::parse),
                secret(user, "scram", KeptScram::parse),
                texts(user, "certificates").stream()
                        .map(AccountReader::certificate)
                        .collect(Collectors.toSet()));
    }

    private <T> @Nullable T secret(
            UserEntry user, String name, Function<String, Optional<T>> parser) {
        Optional<Field> field = user.field(name);
        if (field.isEmpty()) {
            return null;
        }
        Optional<T> secret =
                field.get().isList() || field.get().values().isEmpty()
                        ? Optional.empty()
                        : parser.apply(field.get().values().getFirst());
        if (secret.isEmpty()) {
            report(
                    field.get(),
                    "what '%s' has as %s is none that we know; 'postern user passwd' makes one"
                            .formatted(user.name(), name));
        }
        return secret.orElse(null);
    }

    /** A name without a domain has no address of its own. */
    private List<String> senders(UserEntry user) {
        if (user.field("senders").isEmpty()) {
            return user.name().contains("@") ? List.of(user.name()) : List.of();
        }
        List<String> senders = texts(user, "senders");
        for (String sender : senders) {
            String mailbox = sender.startsWith("@") ? "any" + sender : sender;
            boolean good =
                    sender.equals("*") || (mailbox.contains("@") && UserFile.isMailbox(mailbox));
            if (!good) {
                report(
                        user.field("senders").orElseThrow(),
                        "'%s' is no mailbox, @domain or *".formatted(sender));
            }
        }
        return senders;
    }

    private List<String> texts(UserEntry user, String name) {
        Optional<Field> field = user.field(name);
        field.filter(given -> !given.isList() && given.values().isEmpty())
                .ifPresent(given -> report(given, name + " must be a list of texts"));
        return field.map(Field::values).orElse(List.of());
    }

    /** Fingerprints are often written with colons. */
    private static String certificate(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.matches("[0-9a-f]{2}(:[0-9a-f]{2}){31}") ? lower.replace(":", "") : lower;
    }

    private void report(Field field, String problem) {
        problems.add(new Problem(field.key().line(), field.key().column(), problem));
    }
}
