// SPDX-License-Identifier: Apache-2.0
/** Permits relaying to those who have shown a certificate. */
@Header(name = "Postern-Lookups", value = "none")
@Header(name = "Postern-Network", value = "none")
@NullMarked
package io.postern.relay.certificates;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
