// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * What an entry of {@code listeners:} says beside its address.
 *
 * @param name of the listener
 * @param tls whether there is TLS
 * @param role whom it is for
 * @param proxies who must begin with a PROXY header and is believed
 * @param xclients who may say XCLIENT
 * @param bareNewlines what is done about a bare CR or LF in a message
 * @param bareNewlineClients whose bare CRs and LFs are mended in any case
 * @param authInClear whether AUTH is offered without TLS
 * @param greetingDelay how long a client must be silent before it is greeted
 */
record ListenerSettings(
        String name,
        Tls tls,
        Role role,
        Predicate<InetAddress> proxies,
        Predicate<InetAddress> xclients,
        BareNewlines bareNewlines,
        Predicate<InetAddress> bareNewlineClients,
        boolean authInClear,
        Duration greetingDelay) {
    /** Whether there is TLS. */
    enum Tls {
        NONE,
        /** From STARTTLS on (RFC 3207). */
        STARTTLS,
        /** From the start (RFC 8314). */
        IMPLICIT
    }

    /** Whom a listener is for. */
    enum Role {
        /** Other mail servers, port 25. */
        MX,
        /** Our users (RFC 6409), ports 587 and 465. */
        SUBMISSION
    }

    /** What is done about a bare CR or LF in a message. */
    enum BareNewlines {
        /** The message is refused. */
        REJECT,
        /** They become CRLF. */
        NORMALIZE
    }

    /** A listener as it is when the file says nothing but its address. */
    static ListenerSettings plain(String name) {
        return new ListenerSettings(
                name,
                Tls.NONE,
                Role.MX,
                _ -> false,
                _ -> false,
                BareNewlines.REJECT,
                _ -> false,
                false,
                Duration.ZERO);
    }
}
