// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.Domain;
import io.postern.api.mail.HostIdentity;

/** {@code mx.local.test}, with one local domain and one relay domain. */
final class TestHost implements HostIdentity {
    static final Domain LOCAL = new Domain("local.test");
    static final Domain RELAY = new Domain("relay.test");

    @Override
    public String hostname() {
        return "mx.local.test";
    }

    @Override
    public boolean isLocal(Domain domain) {
        return domain.equals(LOCAL);
    }

    @Override
    public boolean isRelay(Domain domain) {
        return domain.equals(RELAY);
    }

    @Override
    public Domain defaultDomain() {
        return LOCAL;
    }
}
