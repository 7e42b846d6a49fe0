// SPDX-License-Identifier: Apache-2.0
package io.postern.api.transport;

import io.postern.api.mail.Domain;
import io.postern.api.routing.NextHop;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

import java.util.List;

/**
 * Says how mail goes to a destination: how much at once, how fast, from where, how safely. Asked in
 * descending {@code service.ranking} (then ascending {@code service.id}) when a message has been
 * routed, and again when its answer is a minute old; the rules of {@code shaping:} are one with
 * ranking 0. May block; called from many virtual threads at once. One that throws, answers null or
 * takes too long is passed over until it is asked again.
 */
@ConsumerType
@FunctionalInterface
public interface ShapingPolicy {
    /** Answers for mail of one domain to one site. */
    Shaping shape(Destination destination) throws InterruptedException;

    /** Where mail goes. */
    @ProviderType
    interface Destination {
        /** The domain of the recipients. */
        Domain domain();

        /** The transport's name under {@code transports:}. */
        String transport();

        /** The hosts it is routed to; none for a transport that delivers here. */
        List<NextHop> hops();

        /** What people call these hosts: {@code (aspmx1|aspmx2).google.com}. */
        String site();

        /**
         * The source the limits are asked for. Empty when it isn't chosen yet: then pool and TLS of
         * the answer count, and nothing else.
         */
        String source();
    }
}
