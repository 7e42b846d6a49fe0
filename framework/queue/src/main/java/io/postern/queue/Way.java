// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.routing.NextHop;
import io.postern.api.transport.TlsLevel;

import java.util.List;
import java.util.Optional;

/**
 * How mail goes to its site.
 *
 * @param hops in the order the router gave them
 * @param pool where it may come from; empty for the default
 * @param tls what shaping asks for
 */
record Way(List<NextHop> hops, String pool, Optional<TlsLevel> tls) {
    /** As nobody says otherwise. */
    static Way of(List<NextHop> hops) {
        return new Way(hops, "", Optional.empty());
    }
}
