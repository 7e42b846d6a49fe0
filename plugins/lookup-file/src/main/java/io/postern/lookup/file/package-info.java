// SPDX-License-Identifier: Apache-2.0
/** Finds values by key in a text file. */
@Header(name = "Postern-Lookups", value = "none")
@Header(name = "Postern-Network", value = "none")
@NullMarked
package io.postern.lookup.file;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
