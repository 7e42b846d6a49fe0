// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.sasl.ClientLogin;
import io.postern.sasl.ClientMechanism;
import io.postern.smtp.Utf8;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a transport logs in (RFC 4954).
 *
 * @param source of name and secret; empty where it doesn't
 * @param mechanisms that may be used
 * @param inClear whether a password may be shown without TLS
 * @param submitter for AUTH= of MAIL; empty where nothing is said
 */
record Auth(
        Optional<LoginSource> source,
        Set<ClientMechanism> mechanisms,
        boolean inClear,
        String submitter) {
    /** Nobody is told who we are. */
    static final Auth NONE = new Auth(Optional.empty(), Set.of(), false, "");

    Auth {
        mechanisms = Set.copyOf(mechanisms);
        boolean printable = Utf8.isAscii(submitter) && submitter.indexOf(' ') < 0;
        boolean mailbox = submitter.isEmpty() || submitter.indexOf('@') > 0;
        if (!submitter.equals("<>") && !(printable && mailbox)) {
            throw new IllegalArgumentException(
                    "smtp transport: auth-parameter: neither <> nor an address: " + submitter);
        }
    }

    static Auth of(SmtpTransport.Options options) {
        List<ClientMechanism> named = List.of(options.authMechanisms());
        return new Auth(
                LoginSource.of(options),
                named.isEmpty() ? EnumSet.allOf(ClientMechanism.class) : EnumSet.copyOf(named),
                options.authInClear(),
                options.authParameter());
    }

    /** Who we are for the next connection; empty for nobody. */
    Optional<ClientLogin> login() {
        return source.flatMap(LoginSource::current);
    }

    /** Whether what shows a secret may be used; a token is never sent in clear. */
    boolean mayShow(ClientLogin login, boolean secure) {
        return secure || (inClear && login instanceof ClientLogin.Password);
    }
}
