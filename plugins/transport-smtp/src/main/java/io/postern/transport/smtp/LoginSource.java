// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.config.WatchedFile;
import io.postern.api.config.WatchedFile.Parsed;
import io.postern.api.config.WatchedFile.Problem;
import io.postern.sasl.ClientLogin;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Name and secret by which a transport logs in; a file is read again when it has changed. Safe for
 * many threads.
 */
final class LoginSource {
    private static final Logger LOG = LoggerFactory.getLogger(LoginSource.class);

    private final Supplier<Optional<ClientLogin>> login;

    private LoginSource(Supplier<Optional<ClientLogin>> login) {
        this.login = login;
    }

    /**
     * What the options say; empty where no name is given.
     *
     * @throws IllegalArgumentException where there isn't one secret for the name, or it is of no
     *     use; never quotes it
     */
    static Optional<LoginSource> of(SmtpTransport.Options options) {
        String user = options.authUser();
        List<String> secrets =
                Stream.of(
                                options._authPassword(),
                                options.authPasswordFile(),
                                options.authTokenFile())
                        .filter(given -> !given.isEmpty())
                        .toList();
        if (user.isEmpty() && secrets.isEmpty()) {
            return Optional.empty();
        }
        if (user.isEmpty() || secrets.size() != 1) {
            throw new IllegalArgumentException(
                    "smtp transport: auth-user goes with one of auth-password,"
                            + " auth-password-file, auth-token-file");
        }
        return Optional.of(of(options, user));
    }

    private static LoginSource of(SmtpTransport.Options options, String user) {
        if (!options._authPassword().isEmpty()) {
            return fixed(password(user, options._authPassword()));
        }
        return options.authTokenFile().isEmpty()
                ? watched(options.authPasswordFile(), text -> password(user, line(text)))
                : watched(options.authTokenFile(), text -> token(user, text.strip()));
    }

    static LoginSource fixed(ClientLogin login) {
        return new LoginSource(() -> Optional.of(login));
    }

    private static LoginSource watched(String path, Function<String, ClientLogin> reader) {
        WatchedFile<ClientLogin> file =
                new WatchedFile<>(
                        Path.of(path),
                        Clock.systemUTC(),
                        text -> parsed(text, reader),
                        login -> LOG.info("login file={} user={}", path, login.user()),
                        problem -> LOG.warn("login {}", problem));
        if (file.current().isEmpty()) {
            throw new IllegalArgumentException("smtp transport: no password or token in " + path);
        }
        return new LoginSource(file::current);
    }

    /** As it is now; empty only where no file was ever good. */
    Optional<ClientLogin> current() {
        return login.get();
    }

    private static Parsed<ClientLogin> parsed(String text, Function<String, ClientLogin> reader) {
        try {
            return new Parsed.Good<>(reader.apply(text));
        } catch (IllegalArgumentException useless) {
            return new Parsed.Bad<>(List.of(Problem.of(String.valueOf(useless.getMessage()))));
        }
    }

    private static ClientLogin password(String user, String password) {
        return new ClientLogin.Password(user, password);
    }

    private static ClientLogin token(String user, String token) {
        return new ClientLogin.Token(user, token);
    }

    /** Without the line end that editors leave; spaces may belong to it. */
    private static String line(String text) {
        return text.replaceFirst("\\R\\z", "");
    }
}
