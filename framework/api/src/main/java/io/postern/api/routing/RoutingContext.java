// SPDX-License-Identifier: Apache-2.0
package io.postern.api.routing;

import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.ReversePath;

import org.osgi.annotation.versioning.ProviderType;

/** What a router may want to know beside the recipient. */
@ProviderType
public interface RoutingContext {
    /** Who we are. */
    HostIdentity host();

    /** Who sends: the message, or this copy of it where a redirect said so. */
    ReversePath reversePath();

    /**
     * How often a redirect has led here: 0 for what the client named. The core stops at its limit.
     */
    int redirects();
}
