// SPDX-License-Identifier: Apache-2.0
/** Permits relaying to those who have logged in. */
@Header(name = "Postern-Lookups", value = "none")
@Header(name = "Postern-Network", value = "none")
@NullMarked
package io.postern.relay.authenticated;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
