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
 * Who carries mail, from where, and who says how fast: all of it as it is when it is asked.
 *
 * @param transports by name
 */
record Outlets(
        Function<String, Optional<Hook<Transport>>> transports,
        Supplier<Egresses> egresses,
        Supplier<List<Hook<ShapingPolicy>>> policies) {}
