// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import io.postern.api.mail.Status;

import org.osgi.annotation.versioning.ProviderType;

/** What a relay policy says of one recipient outside our domains. */
@ProviderType
public sealed interface RelayDecision {
    /** No opinion: the next policy is asked; where all pass the answer is no. */
    record Pass() implements RelayDecision {}

    /** This client may send there through us. */
    record Permit() implements RelayDecision {}

    /** Nobody can tell now: a 4yz, and no later policy is asked. */
    record Defer(Status.Transient status) implements RelayDecision {}

    /** It may not, and no later policy is asked. */
    record Deny(Status.Permanent status) implements RelayDecision {}
}
