// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.auth.Authentication.Identity;
import io.postern.api.mail.Client;
import io.postern.api.mail.ClientCertificate;
import io.postern.api.mail.TlsSession;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The client of a session. Its thread changes it, any thread reads it. */
final class SessionClient implements Client {
    private final InetAddress peer;
    private final String listener;
    private final String session;
    private volatile Origin origin;
    private volatile String helo = "";
    private volatile Optional<Identity> identity = Optional.empty();
    private volatile Optional<TlsSession> tls = Optional.empty();
    private volatile Optional<ClientCertificate> certificate = Optional.empty();

    private record Origin(InetAddress address, int port) {}

    SessionClient(InetAddress address, int port, String listener, String session) {
        this.peer = address;
        this.origin = new Origin(address, port);
        this.listener = listener;
        this.session = session;
    }

    @Override
    public InetAddress address() {
        return origin.address();
    }

    /** Who it was before it said by XCLIENT to be somebody else. */
    InetAddress peer() {
        return peer;
    }

    @Override
    public int port() {
        return origin.port();
    }

    @Override
    public String listener() {
        return listener;
    }

    @Override
    public Optional<String> helo() {
        return helo.isEmpty() ? Optional.empty() : Optional.of(helo);
    }

    @Override
    public Optional<String> account() {
        return identity.map(Identity::account);
    }

    /** Who it has proved to be, empty without. */
    Optional<Identity> identity() {
        return identity;
    }

    @Override
    public Optional<TlsSession> tls() {
        return tls;
    }

    @Override
    public Optional<ClientCertificate> certificate() {
        return certificate;
    }

    @Override
    public String session() {
        return session;
    }

    /** It said its name; empty takes that back. */
    void saidHello(String name) {
        helo = name;
    }

    /** It has logged in. */
    void loggedIn(Identity proved) {
        identity = Optional.of(proved);
    }

    /** Its connection is in TLS; what it proved in clear doesn't count (RFC 3207 section 4.2). */
    void secured(TlsState state) {
        identity = Optional.empty();
        tls = Optional.of(state.session());
        certificate = state.certificate();
    }

    /**
     * It is a proxy and speaks for another client from now on. What the proxy has proved of itself
     * isn't proved of that client.
     *
     * @param login what that client has logged in as, empty where it hasn't
     */
    void becomes(InetAddress address, int port, String login) {
        origin = new Origin(address, port);
        helo = "";
        certificate = Optional.empty();
        identity =
                login.isEmpty() ? Optional.empty() : Optional.of(new Identity(login, List.of("*")));
    }
}
