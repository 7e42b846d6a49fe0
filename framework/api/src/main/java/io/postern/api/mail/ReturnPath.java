// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

import org.osgi.annotation.versioning.ProviderType;

/** Whether one recipient's copy of a message has another reverse-path than the message. */
@ProviderType
public sealed interface ReturnPath {
    /** That of the message. */
    record OfMessage() implements ReturnPath {}

    /** One of its own, which a redirect gave it. */
    record Own(ReversePath reversePath) implements ReturnPath {}

    /** {@link OfMessage}. */
    ReturnPath OF_MESSAGE = new OfMessage();
}
