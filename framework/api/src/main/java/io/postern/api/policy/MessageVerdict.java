// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import io.postern.api.mail.Status;

import org.osgi.annotation.versioning.ProviderType;

import java.util.List;

/** What a policy says of a message, or of its header section. */
@ProviderType
public sealed interface MessageVerdict {
    /** No opinion: the next policy is asked. */
    record Pass() implements MessageVerdict {}

    /** Yes, and no later policy is asked. */
    record Accept() implements MessageVerdict {}

    /**
     * The message or its envelope is changed so, and the next policy is asked. All edits are made,
     * in their order, or none.
     */
    record Edit(List<MessageEdit> edits) implements MessageVerdict {
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
