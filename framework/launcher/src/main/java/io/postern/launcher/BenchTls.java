// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import io.postern.bench.Contexts;
import io.postern.bench.Login;
import io.postern.bench.Security;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;

/** Whether the sessions are encrypted, and as whom they log in. */
final class BenchTls {
    @Option(
            names = "--tls",
            paramLabel = "HOW",
            description = "${COMPLETION-CANDIDATES} (default: none).")
    private How how = How.none;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Trust the authorities in this PEM file, not those of the JDK.")
    private @Nullable Path authorities;

    @Option(names = "--insecure", description = "Take any certificate.")
    private boolean insecure;

    @Option(
            names = "--tls-name",
            paramLabel = "NAME",
            description = "The name that is asked for and checked (default: HOST).")
    private String name = "";

    @Option(names = "--auth", paramLabel = "USER", description = "Log in by AUTH PLAIN.")
    private String user = "";

    @Option(
            names = "--password-stdin",
            description = "Read the password from the first line of standard input.")
    private boolean passwordOnInput;

    @SuppressWarnings("unused") // as they are typed
    enum How {
        none,
        starttls,
        implicit
    }

    Security security(Endpoint server) {
        if (how == How.none) {
            return new Security.None();
        }
        return new Security.Tls(
                how == How.implicit, context(), name.isEmpty() ? server.host() : name, !insecure);
    }

    private SSLContext context() {
        try {
            if (insecure) {
                return Contexts.trustingAll();
            }
            return authorities == null ? SSLContext.getDefault() : Contexts.trusting(authorities);
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandException(Exit.USAGE, "--ca: " + e);
        }
    }

    Login login() throws IOException {
        if (user.isEmpty()) {
            return Login.NONE;
        }
        if (!passwordOnInput) {
            throw new CommandException(Exit.USAGE, "--auth needs --password-stdin");
        }
        return new Login(user, NewPassword.firstLine(System.in));
    }
}
