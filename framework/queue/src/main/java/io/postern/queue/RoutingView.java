// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.HostIdentity;
import io.postern.api.mail.ReversePath;
import io.postern.api.routing.RoutingContext;

/** What a router is told beside the recipient. */
record RoutingView(HostIdentity host, ReversePath reversePath, int redirects)
        implements RoutingContext {}
