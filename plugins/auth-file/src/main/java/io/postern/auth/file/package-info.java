// SPDX-License-Identifier: Apache-2.0
/** Knows the users that a file lists. */
@Header(name = "Postern-Lookups", value = "none")
@Header(name = "Postern-Network", value = "none")
@NullMarked
package io.postern.auth.file;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
