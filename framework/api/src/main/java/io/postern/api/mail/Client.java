// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import org.osgi.annotation.versioning.ProviderType;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Who is at the other end of a session with our server. A view of it: what it says changes with it.
 */
@ProviderType
public interface Client {
    /** The address the connection comes from; an IPv4 address mapped into IPv6 is given as IPv4. */
    InetAddress address();

    /** The port it comes from. */
    int port();

    /** The name of the listener it came to. */
    String listener();

    /** What EHLO or HELO said, empty before that. Proves nothing. */
    Optional<String> helo();

    /** The login the client proved by AUTH (RFC 4954), empty without. */
    Optional<String> account();

    /** The TLS that the connection is in now, empty while it is in clear. */
    Optional<TlsSession> tls();

    /** The certificate the client has proved itself by in TLS, verified; empty without. */
    Optional<ClientCertificate> certificate();

    /** Names the session on each log line. */
    String session();
}
