// SPDX-License-Identifier: Apache-2.0
package io.postern.transport.smtp;

import io.postern.api.transport.TlsLevel;
import io.postern.tls.ClientIdentity;
import io.postern.tls.TlsFileException;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How a transport speaks to every host.
 *
 * @param level how much TLS the operator asks for
 * @param dane whether TLSA records are looked for where nobody asks for them
 * @param mtaSts whether domains' policies are looked for where nobody asks for them
 * @param brokenTls how long a host is spoken to in clear after TLS has failed
 */
record Settings(
        Timeouts timeouts,
        TlsLevel level,
        boolean dane,
        boolean mtaSts,
        Duration brokenTls,
        ClientTls tls,
        Chunking chunking,
        Ways ways,
        Reuse reuse,
        Auth auth) {
    /** Where a host that has our name is us: a content filter on another port may share it. */
    private static final int SMTP_PORT = 25;

    /**
     * Where to connect to.
     *
     * @param loopPort the port on which a host of our name, or our address, is ourselves
     * @param own addresses that are ours beside those of this machine
     */
    record Ways(AddressFamily family, int loopPort, Set<InetAddress> own) {
        Ways {
            own = Set.copyOf(own);
        }
    }

    static Settings of(SmtpTransport.Options options) {
        Optional<Path> roots = Optional.of(options.tlsCa()).filter(s -> !s.isEmpty()).map(Path::of);
        return new Settings(
                Timeouts.of(options),
                options.tls(),
                options.dane() == PolicyUse.AUTO,
                options.mtaSts() == PolicyUse.AUTO,
                Duration.parse(options.tlsBroken()),
                ClientTls.trusting(roots, options.tlsVerify(), identity(options)),
                options.chunking(),
                new Ways(
                        options.addressFamily(),
                        SMTP_PORT,
                        OwnAddresses.named(options.ownAddresses())),
                Reuse.of(options),
                Auth.of(options));
    }

    private static Optional<ClientIdentity> identity(SmtpTransport.Options options) {
        String certificate = options.tlsCertificate();
        String key = options.tlsKey();
        if (certificate.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        if (certificate.isEmpty()) {
            throw new IllegalArgumentException("smtp transport: tls-key needs tls-certificate");
        }
        try {
            return Optional.of(
                    ClientIdentity.of(
                            Path.of(certificate), Path.of(key.isEmpty() ? certificate : key)));
        } catch (TlsFileException useless) {
            throw new IllegalArgumentException("smtp transport: " + useless.getMessage(), useless);
        }
    }
}
