// SPDX-License-Identifier: Apache-2.0
package io.postern.tls;

import io.postern.api.config.Option;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The section {@code tls:}. A change of it, or of its files, reaches new handshakes and leaves open
 * connections alone; a change that is of no use is logged and changes nothing. Safe for many
 * threads.
 */
@Component(
        service = TlsSection.class,
        configurationPid = "io.postern.tls",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.section=tls")
@Designate(ocd = TlsSection.Options.class)
public final class TlsSection {
    /** How long a renewed certificate may wait for its first handshake. */
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private volatile TlsFiles files;

    @ObjectClassDefinition(name = "tls")
    @interface Options {
        @Option(kind = Option.Kind.FILE, value = "PEM files, each a certificate and who signed it")
        String[] certificate() default {};

        @Option(
                kind = Option.Kind.FILE,
                value = "PEM files of their keys, in step; without them they are in the same files")
        String[] key() default {};

        @Option(kind = Option.Kind.FILE, value = "PEM file of who may vouch for clients")
        String clientCa() default "";

        @Option("whether clients are asked for a certificate, where client-ca is given")
        TlsSettings.Clients clientCertificates() default TlsSettings.Clients.REQUEST;

        @Option("oldest protocol, TLSv1.2 or TLSv1.3")
        String minimum() default "TLSv1.2";

        @Option("suites by their names in Java, best first, instead of the usual ones")
        String[] ciphers() default {};
    }

    /**
     * Reads the files.
     *
     * @throws TlsFileException if they are given and of no use, so that a configuration with them
     *     is refused whole
     */
    @Activate
    public TlsSection(Options options) throws TlsFileException {
        files = new TlsFiles(settings(options), INTERVAL, System::nanoTime);
        if (options.certificate().length > 0) {
            files.material();
        }
    }

    @Modified
    void modified(Options options) {
        TlsFiles changed = new TlsFiles(settings(options), INTERVAL, System::nanoTime);
        if (changed.isGood() || !files.isGood()) {
            files = changed;
        }
    }

    /**
     * TLS for one more listener.
     *
     * @throws TlsFileException if the files are of no use; says why
     */
    public ListenerTls listener() throws TlsFileException {
        return new ListenerTls(() -> files);
    }

    private static TlsSettings settings(Options options) {
        return new TlsSettings(
                paths(options.certificate()),
                paths(options.key()),
                options.clientCa().isEmpty()
                        ? Optional.empty()
                        : Optional.of(Path.of(options.clientCa())),
                options.clientCertificates(),
                options.minimum(),
                List.of(options.ciphers()));
    }

    private static List<Path> paths(String... paths) {
        return Arrays.stream(paths).map(Path::of).toList();
    }
}
