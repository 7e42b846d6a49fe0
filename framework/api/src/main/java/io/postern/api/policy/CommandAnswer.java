// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import io.postern.api.mail.Status;

import org.osgi.annotation.versioning.ProviderType;

/** What a {@link CommandHandler} says. */
@ProviderType
public sealed interface CommandAnswer {
    /** No opinion: the next is asked. */
    record Pass() implements CommandAnswer {}

    /**
     * The reply.
     *
     * @param code of the class of the status: 2yz, 4yz or 5yz
     * @param status its enhanced status and its text; a line break starts a further line
     */
    record Reply(int code, Status status) implements CommandAnswer {}
}
