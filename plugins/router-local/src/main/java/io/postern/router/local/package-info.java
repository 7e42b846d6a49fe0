// SPDX-License-Identifier: Apache-2.0
/** Routes mailboxes that are here to a local transport. */
@Header(name = "Postern-Lookups", value = "none")
@Header(name = "Postern-Network", value = "none")
@NullMarked
package io.postern.router.local;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
