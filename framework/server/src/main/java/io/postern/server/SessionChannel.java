// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.ClientCertificate;
import io.postern.sasl.Channel;

import java.util.Optional;

/**
 * What mechanisms of AUTH see of a session.
 *
 * @param session that asks, by its thread
 */
record SessionChannel(Session session) implements Channel {
    @Override
    public boolean isEncrypted() {
        return session.tls().isPresent();
    }

    @Override
    public Optional<ClientCertificate> certificate() {
        return session.client().certificate();
    }

    @Override
    public Optional<byte[]> binding(Binding type) {
        return session.tls()
                .map(
                        tls ->
                                switch (type) {
                                    case TLS_EXPORTER -> tls.exporter();
                                    case TLS_SERVER_END_POINT -> tls.endPoint();
                                })
                .filter(data -> data.length > 0);
    }
}
