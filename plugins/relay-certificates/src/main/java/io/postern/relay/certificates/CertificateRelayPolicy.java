// SPDX-License-Identifier: Apache-2.0
package io.postern.relay.certificates;

import io.postern.api.config.Option;
import io.postern.api.mail.ClientCertificate;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Permits relaying to clients that have proved themselves in TLS by a certificate of {@code tls:
 * client-ca}. Never blocks; immutable, so safe for many threads.
 */
@Component(
        configurationPid = "io.postern.relay.certificates",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=certificates")
@Designate(ocd = CertificateRelayPolicy.Options.class, factory = true)
public final class CertificateRelayPolicy implements RelayPolicy {
    private static final String FINGERPRINT = "[0-9a-f]{64}";

    private final Set<String> listed;

    /** What {@code relay: certificates:} takes. */
    @ObjectClassDefinition(name = "certificates relay policy")
    @interface Options {
        @Option(
                value =
                        "fingerprints and names of certificates that may send anywhere; none for"
                                + " all",
                needs = "tls.client-ca")
        String[] value() default {};
    }

    /** Started by Declarative Services. */
    @Activate
    public CertificateRelayPolicy(Options options) {
        listed =
                Arrays.stream(options.value())
                        .map(CertificateRelayPolicy::plain)
                        .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public RelayDecision onRelay(Transaction transaction, Recipient recipient) {
        return transaction.client().certificate().filter(this::isListed).isPresent()
                ? new RelayDecision.Permit()
                : new RelayDecision.Pass();
    }

    private boolean isListed(ClientCertificate certificate) {
        return listed.isEmpty()
                || listed.contains(certificate.fingerprint())
                || certificate.names().stream()
                        // Nobody's name passes for another's fingerprint.
                        .filter(name -> !name.matches(FINGERPRINT))
                        .anyMatch(listed::contains);
    }

    /** In lower case; fingerprints are often written with colons. */
    private static String plain(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String digits = lower.replace(":", "");
        return digits.matches(FINGERPRINT) ? digits : lower;
    }
}
