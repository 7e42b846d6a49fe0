// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.transport.ShapingPolicy;
import io.postern.api.transport.Transport;
import io.postern.hooks.Hook;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Who carries mail, from where, who says how fast, and what replies call for: all of it as it is
 * when it is asked.
 *
 * @param transports by name
 * @param reactions may block on the disk
 */
record Outlets(
        Function<String, Optional<Hook<Transport>>> transports,
        Supplier<Egresses> egresses,
        Supplier<List<Hook<ShapingPolicy>>> policies,
        Supplier<List<Reaction>> reactions) {}
