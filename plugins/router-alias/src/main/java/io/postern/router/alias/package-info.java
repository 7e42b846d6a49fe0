// SPDX-License-Identifier: Apache-2.0
/** Redirects aliases to what a list says. */
@Header(name = "Postern-Lookups", value = "none")
@Header(name = "Postern-Network", value = "none")
@NullMarked
package io.postern.router.alias;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
