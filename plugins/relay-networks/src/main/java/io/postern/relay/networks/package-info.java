// SPDX-License-Identifier: Apache-2.0
/** Permits relaying from listed networks. */
@Header(name = "Postern-Lookups", value = "none")
@Header(name = "Postern-Network", value = "none")
@NullMarked
package io.postern.relay.networks;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
