// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.X509ExtendedKeyManager;

/**
 * The certificate that we show, as a client, to servers which ask for one. Its files are read again
 * when they change, by a handshake, once a second at most; what is of no use is logged and changes
 * nothing. Safe for many threads.
 */
public final class ClientIdentity {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final TlsFiles files;

    private ClientIdentity(TlsFiles files) {
        this.files = files;
    }

    /**
     * Reads it.
     *
     * @param certificate PEM: ours, then who signed it, and so on
     * @param key PEM; may be the same file
     * @throws TlsFileException if they are of no use; says why
     */
    public static ClientIdentity of(Path certificate, Path key) throws TlsFileException {
        TlsSettings settings =
                new TlsSettings(
                        List.of(certificate),
                        List.of(key),
                        Optional.empty(),
                        TlsSettings.Clients.NONE,
                        "TLSv1.2",
                        List.of());
        TlsFiles files = new TlsFiles(settings, INTERVAL, System::nanoTime);
        files.material();
        return new ClientIdentity(files);
    }

    /** For the contexts of all who show it. */
    public X509ExtendedKeyManager keyManager() {
        return new ClientKeyManager(this::current);
    }

    private Optional<ServerIdentity> current() {
        try {
            return Optional.of(files.material().identities().getFirst());
        } catch (TlsFileException impossible) {
            return Optional.empty(); // it was good once, and so stays
        }
    }
}
