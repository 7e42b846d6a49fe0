// SPDX-License-Identifier: Apache-2.0
/**
 * The DNS: MX, addresses, TXT and PTR with deadlines and a cache. Of dnsjava only the messages are
 * used, not the resolvers, whose one selector thread outlives a bundle and spins when interrupted.
 */
@NullMarked
package io.postern.dns;

import org.jspecify.annotations.NullMarked;
