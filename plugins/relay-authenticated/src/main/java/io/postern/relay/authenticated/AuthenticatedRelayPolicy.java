// SPDX-License-Identifier: Apache-2.0
package io.postern.relay.authenticated;

import io.postern.api.mail.Recipient;
import io.postern.api.mail.Transaction;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Permits relaying to clients that have proved an account by AUTH. Never blocks; has no state. */
@Component(
        configurationPid = "io.postern.relay.authenticated",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "postern.type=authenticated")
@Designate(ocd = AuthenticatedRelayPolicy.Options.class, factory = true)
public final class AuthenticatedRelayPolicy implements RelayPolicy {
    /** Takes nothing more than {@code relay: authenticated: true}. */
    @ObjectClassDefinition(name = "authenticated relay policy")
    @interface Options {}

    @Override
    public RelayDecision onRelay(Transaction transaction, Recipient recipient) {
        return transaction.client().account().isPresent()
                ? new RelayDecision.Permit()
                : new RelayDecision.Pass();
    }
}
