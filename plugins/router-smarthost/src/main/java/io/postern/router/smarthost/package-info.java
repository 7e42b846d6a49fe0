// SPDX-License-Identifier: Apache-2.0
/** Routes to fixed next hops. */
@Header(name = "Postern-Lookups", value = "none")
@Header(name = "Postern-Network", value = "none")
@NullMarked
package io.postern.router.smarthost;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
