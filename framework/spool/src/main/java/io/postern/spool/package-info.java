// SPDX-License-Identifier: Apache-2.0
/** The message store: what we have answered for and not yet finished. */
@Version("1.0.0")
@Export
@NullMarked
package io.postern.spool;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
