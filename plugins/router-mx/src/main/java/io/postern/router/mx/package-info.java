// SPDX-License-Identifier: Apache-2.0
/** Routes by MX and address records. */
@Header(name = "Postern-Lookups", value = "none")
@Header(name = "Postern-Network", value = "none")
@NullMarked
package io.postern.router.mx;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
