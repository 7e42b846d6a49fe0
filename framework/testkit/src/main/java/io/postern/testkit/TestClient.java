// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import io.postern.api.mail.Client;
import io.postern.api.mail.ClientCertificate;
import io.postern.api.mail.TlsSession;
import io.postern.api.policy.RelayPolicy;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.Optional;

/** A client as {@link RelayPolicy} and the other policies see it. */
public final class TestClient implements Client {
    private static final TlsSession TLS = new TlsSession("TLSv1.3", "TLS_AES_256_GCM_SHA384", "");

    private final InetAddress address;
    private final @Nullable String helo;
    private final @Nullable String account;
    private final @Nullable TlsSession tls;
    private final @Nullable ClientCertificate certificate;

    private TestClient(
            InetAddress address,
            @Nullable String helo,
            @Nullable String account,
            @Nullable TlsSession tls,
            @Nullable ClientCertificate certificate) {
        this.address = address;
        this.helo = helo;
        this.account = account;
        this.tls = tls;
        this.certificate = certificate;
    }

    /** From this IP address, port 40000, session {@code s1}, in clear; has said nothing yet. */
    public static TestClient from(String address) {
        return new TestClient(InetAddress.ofLiteral(address), null, null, null, null);
    }

    /** The same after EHLO. */
    public TestClient saying(String name) {
        return new TestClient(address, name, account, tls, certificate);
    }

    /** The same after AUTH. */
    public TestClient as(String login) {
        return new TestClient(address, helo, login, tls, certificate);
    }

    /** The same in TLS. */
    public TestClient inTls() {
        return new TestClient(address, helo, account, TLS, certificate);
    }

    /** The same in TLS with a verified certificate. */
    public TestClient with(ClientCertificate shown) {
        return new TestClient(address, helo, account, TLS, shown);
    }

    @Override
    public InetAddress address() {
        return address;
    }

    @Override
    public int port() {
        return 40000;
    }

    @Override
    public String listener() {
        return "smtp";
    }

    @Override
    public Optional<String> helo() {
        return Optional.ofNullable(helo);
    }

    @Override
    public Optional<String> account() {
        return Optional.ofNullable(account);
    }

    @Override
    public Optional<TlsSession> tls() {
        return Optional.ofNullable(tls);
    }

    @Override
    public Optional<ClientCertificate> certificate() {
        return Optional.ofNullable(certificate);
    }

    @Override
    public String session() {
        return "s1";
    }
}
