// SPDX-License-Identifier: Apache-2.0
/** Redirects by users' forwarding files. */
@Header(name = "Postern-Lookups", value = "none")
@Header(name = "Postern-Network", value = "none")
@NullMarked
package io.postern.router.forward;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
