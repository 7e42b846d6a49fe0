// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.Client;
import io.postern.api.mail.ClientCertificate;
import io.postern.api.mail.TlsSession;

import java.net.InetAddress;
import java.util.Optional;

/** The client of a session. Its thread changes it, any thread reads it. */
final class SessionClient implements Client {
    private final InetAddress address;
    private final int port;
    private final String listener;
    private final String session;
    private volatile String helo = "";

    SessionClient(InetAddress address, int port, String listener, String session) {
        this.address = address;
        this.port = port;
        this.listener = listener;
        this.session = session;
    }

    @Override
    public InetAddress address() {
        return address;
    }

    @Override
    public int port() {
        return port;
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
        return Optional.empty();
    }

    @Override
    public Optional<TlsSession> tls() {
        return Optional.empty();
    }

    @Override
    public Optional<ClientCertificate> certificate() {
        return Optional.empty();
    }

    @Override
    public String session() {
        return session;
    }

    /** It said its name; empty takes that back. */
    void saidHello(String name) {
        helo = name;
    }
}
