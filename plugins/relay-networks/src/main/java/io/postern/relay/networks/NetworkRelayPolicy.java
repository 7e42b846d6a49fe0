// SPDX-License-Identifier: Apache-2.0
package io.postern.relay.networks;

import io.postern.api.config.Option;
import io.postern.api.mail.Recipient;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;
import io.postern.smtp.Networks;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import java.util.List;

/**
 * Permits relaying to clients whose address lies in a listed network. Never blocks; immutable, so
 * safe for many threads.
 */
@Component(
        configurationPid = "io.postern.relay.networks",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=networks")
@Designate(ocd = NetworkRelayPolicy.Options.class, factory = true)
public final class NetworkRelayPolicy implements RelayPolicy {
    private final Networks networks;

    /** What {@code relay: networks:} takes. */
    @ObjectClassDefinition(name = "networks relay policy")
    @interface Options {
        @Option(kind = Option.Kind.NETWORK, value = "addresses and networks that may send anywhere")
        String[] value();
    }

    /** Started by Declarative Services. */
    @Activate
    public NetworkRelayPolicy(Options options) {
        networks = Networks.of(List.of(options.value()));
    }

    @Override
    public RelayDecision onRelay(Transaction transaction, Recipient recipient) {
        return networks.contains(transaction.client().address())
                ? new RelayDecision.Permit()
                : new RelayDecision.Pass();
    }
}
