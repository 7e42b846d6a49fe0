// SPDX-License-Identifier: Apache-2.0
package io.postern.auth.file;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Authenticator;
import io.postern.api.auth.Credentials;
import io.postern.api.config.Option;
import io.postern.api.config.WatchedFile;
import io.postern.api.mail.Client;
import io.postern.api.mail.Status;
import io.postern.credentials.PasswordHash;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Knows the users that a file lists, by password, SCRAM keys and certificate. Safe for many
 * threads; blocks to read the file again where it has changed, and to check a password, which costs
 * a processor a tenth of a second on purpose: no more run at once than there are processors, the
 * others wait. Without a good file nobody can tell who is known, so all logins are deferred.
 */
@Component(
        configurationPid = "io.postern.auth.file",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {
            "postern.type=file",
            Authenticator.CREDENTIALS + "=password",
            Authenticator.CREDENTIALS + "=scram",
            Authenticator.CREDENTIALS + "=certificate"
        })
@Designate(ocd = FileAuthenticator.Options.class, factory = true)
public final class FileAuthenticator implements Authenticator {
    private static final Logger log = LoggerFactory.getLogger(FileAuthenticator.class);

    private static final Authentication PASS = new Authentication.Pass();
    private static final Authentication REFUSED = new Authentication.Refused();

    /** Shared by all entries of this type: it is the machine's processors and memory. */
    private static final Semaphore CHECKS =
            new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    private static final long PATIENCE_SECONDS = 10;

    /** What strangers' passwords are checked against, so that an unknown name takes as long. */
    static final PasswordHash STRANGER =
            PasswordHash.parse(
                            "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                    + "A".repeat(43))
                    .orElseThrow();

    private final WatchedFile<Accounts> file;
    private final PasswordHash stranger;

    /** What an entry of type file takes. */
    @ObjectClassDefinition(name = "file authenticator")
    @interface Options {
        @Option(
                kind = Option.Kind.FILE,
                value = "users and their passwords, read again when it changes")
        String file();
    }

    /** Started by Declarative Services. */
    @Activate
    public FileAuthenticator(Options options) {
        this(Path.of(options.file()), InstantSource.system(), STRANGER);
    }

    FileAuthenticator(Path path, InstantSource clock, PasswordHash stranger) {
        this.stranger = stranger;
        file =
                new WatchedFile<>(
                        path,
                        clock,
                        AccountReader::parse,
                        accounts -> log.info("accounts file={} entries={}", path, accounts.size()),
                        trouble -> log.warn("accounts {}", trouble));
    }

    @Override
    public Authentication authenticate(Credentials credentials, Client client)
            throws InterruptedException {
        Optional<Accounts> accounts = file.current();
        if (accounts.isEmpty()) {
            return defer(3, 5, "the list of users can't be used");
        }
        return switch (credentials) {
            case Credentials.Password(String name, String password) ->
                    byPassword(accounts.get().find(name), password);
            case Credentials.Scram(String name) ->
                    accounts.get().find(name).flatMap(Account::scram).orElse(PASS);
            case Credentials.Certificate certificate -> byCertificate(accounts.get(), certificate);
            case Credentials.Token _ -> PASS;
        };
    }

    private Authentication byPassword(Optional<Account> account, String password)
            throws InterruptedException {
        Optional<PasswordHash> kept = account.flatMap(Account::password);
        if (!CHECKS.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            return defer(7, 0, "too many logins at once");
        }
        boolean right;
        try {
            right = kept.orElse(stranger).matches(password);
        } finally {
            CHECKS.release();
        }
        if (kept.isEmpty()) {
            return PASS;
        }
        return right ? account.get().identity() : REFUSED;
    }

    private static Authentication byCertificate(Accounts accounts, Credentials.Certificate shown) {
        Set<Account> all = accounts.of(shown.certificate());
        if (!shown.account().isEmpty()) {
            return accounts.find(shown.account())
                    .map(account -> all.contains(account) ? account.identity() : REFUSED)
                    .orElse(PASS);
        }
        // Where it stands for several, the client has to say which it means.
        return all.isEmpty() ? PASS : all.size() > 1 ? REFUSED : all.iterator().next().identity();
    }

    private static Authentication defer(int subject, int detail, String text) {
        return new Authentication.Defer(new Status.Transient(subject, detail, text));
    }
}
