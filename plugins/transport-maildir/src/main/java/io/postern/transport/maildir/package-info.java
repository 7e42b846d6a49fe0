// SPDX-License-Identifier: Apache-2.0
/** The transport {@code maildir}: final delivery into Maildirs below one folder. */
@Header(name = "Postern-Lookups", value = "none")
@Header(name = "Postern-Network", value = "none")
@NullMarked
package io.postern.transport.maildir;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
