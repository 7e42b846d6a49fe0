// SPDX-License-Identifier: Apache-2.0
package io.postern.api.transport;

import io.postern.api.mail.Status;

import org.osgi.annotation.versioning.ProviderType;

/** Whether a transport may open another connection to a site now. */
@ProviderType
public sealed interface ConnectionLeave {
    /** It may open one, and it is counted. */
    record Granted() implements ConnectionLeave {}

    /**
     * As many as the site's rate allows have been opened. The transport goes on with connections it
     * has, or puts off the recipients that are left with this very status and {@link
     * DeliveryOutcome.Blame#DESTINATION}. An attempt that was answered by no host counts as if it
     * hadn't been, and takes place as soon as the rate allows.
     */
    record Refused(Status.Transient status) implements ConnectionLeave {}
}
