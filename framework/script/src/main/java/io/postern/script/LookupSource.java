// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.lookup.Lookup;

import java.util.Optional;

/** Knows the lookups of postern.yaml. Safe for many threads. */
@FunctionalInterface
interface LookupSource {
    /** None at all. */
    LookupSource NONE = _ -> Optional.empty();

    /** The one of that name, as it is now. */
    Optional<Lookup> find(String name);
}
