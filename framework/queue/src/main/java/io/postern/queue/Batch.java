// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.routing.NextHop;

import java.util.List;

/**
 * Recipients of one message that go to one site in one attempt. Ready until it is started, then
 * active. Owned by the queue's thread.
 */
final class Batch {
    final Entry entry;
    final Indices indices;
    final Site site;

    /** In the order the router gave them. */
    final List<NextHop> hops;

    /** Whether it is being tried, or what came of it is being written down. */
    boolean active;

    Batch(Entry entry, Indices indices, Site site, List<NextHop> hops) {
        this.entry = entry;
        this.indices = indices;
        this.site = site;
        this.hops = hops;
    }

    int size() {
        return indices.count();
    }
}
