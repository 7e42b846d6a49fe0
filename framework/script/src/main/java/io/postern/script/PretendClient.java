// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Client;
import io.postern.api.mail.ClientCertificate;
import io.postern.api.mail.TlsSession;

import java.net.InetAddress;
import java.util.Optional;

/** A client of a test's making, without TLS; as a server's it equals only itself. */
final class PretendClient implements Client {
    private final InetAddress address;
    private final int port;
    private final String listener;
    private final String session;
    private volatile String helo = "";
    private volatile String account;

    PretendClient(InetAddress address, int port, String listener, String account, String session) {
        this.address = address;
        this.port = port;
        this.listener = listener;
        this.account = account;
        this.session = session;
    }

    /** It says EHLO. */
    void greet(String name) {
        helo = name;
    }

    /** It proves to be somebody. */
    void logIn(String name) {
        account = name;
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
        return Optional.of(helo).filter(name -> !name.isEmpty());
    }

    @Override
    public Optional<String> account() {
        return Optional.of(account).filter(name -> !name.isEmpty());
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
}
