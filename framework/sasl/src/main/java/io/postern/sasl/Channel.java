// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import io.postern.api.mail.ClientCertificate;

import org.osgi.annotation.versioning.ConsumerType;

import java.util.Optional;

/** What mechanisms want to know of the connection that they run in; asked by its thread. */
@ConsumerType
public interface Channel {
    /** A connection without TLS. */
    Channel CLEAR =
            new Channel() {
                @Override
                public boolean isEncrypted() {
                    return false;
                }

                @Override
                public Optional<ClientCertificate> certificate() {
                    return Optional.empty();
                }

                @Override
                public Optional<byte[]> binding(Binding type) {
                    return Optional.empty();
                }
            };

    /** Whether it is in TLS. */
    boolean isEncrypted();

    /** The client's verified certificate. */
    Optional<ClientCertificate> certificate();

    /** What the channel is bound by (RFC 5056); empty where this TLS has no such data. */
    Optional<byte[]> binding(Binding type);

    /** The types of channel binding that are understood. */
    enum Binding {
        /** RFC 9266. */
        TLS_EXPORTER("tls-exporter"),
        /** RFC 5929 section 4. */
        TLS_SERVER_END_POINT("tls-server-end-point");

        private final String name;

        Binding(String name) {
            this.name = name;
        }

        static Optional<Binding> of(String name) {
            for (Binding binding : values()) {
                if (binding.name.equals(name)) {
                    return Optional.of(binding);
                }
            }
            return Optional.empty();
        }
    }
}
