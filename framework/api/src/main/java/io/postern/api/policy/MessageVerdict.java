// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import io.postern.api.mail.Status;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;

/** What a policy says of a whole message. */
@ProviderType
public sealed interface MessageVerdict {
    /** No opinion: the next policy is asked. */
    record Pass() implements MessageVerdict {}

    /** Yes, and no later policy is asked. */
    record Accept() implements MessageVerdict {}

    /**
     * The header section is changed so, and the next policy is asked. All edits are made, or none.
     */
    record Edit(List<HeaderEdit> edits) implements MessageVerdict {
        public Edit {
            edits = List.copyOf(edits);
        }
    }

    /** Try again later: a 4yz reply. */
    record Defer(Status.Transient status) implements MessageVerdict {}

    /** No: a 5yz reply. */
    record Reject(Status.Permanent status) implements MessageVerdict {}

    /** 250 for the client, and nobody gets it. */
    record Discard(String reason) implements MessageVerdict {}

    /** Taken, and kept in the queue until an operator releases it. */
    record Hold(String reason) implements MessageVerdict {}
}
