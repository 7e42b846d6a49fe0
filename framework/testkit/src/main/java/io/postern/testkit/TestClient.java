// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

import io.postern.api.mail.Client;
import io.postern.api.policy.RelayPolicy;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.Optional;

/** A client as {@link RelayPolicy} and the other policies see it. */
public final class TestClient implements Client {
    private final InetAddress address;
    private final @Nullable String helo;
    private final @Nullable String account;

    private TestClient(InetAddress address, @Nullable String helo, @Nullable String account) {
        this.address = address;
        this.helo = helo;
        this.account = account;
    }

    /** From this IP address, port 40000, session {@code s1}; has said nothing yet. */
    public static TestClient from(String address) {
        return new TestClient(InetAddress.ofLiteral(address), null, null);
    }

    /** The same after EHLO. */
    public TestClient saying(String name) {
        return new TestClient(address, name, account);
    }

    /** The same after AUTH. */
    public TestClient as(String login) {
        return new TestClient(address, helo, login);
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
    public String session() {
        return "s1";
    }
}
