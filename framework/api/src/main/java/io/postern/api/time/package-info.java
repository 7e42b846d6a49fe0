// SPDX-License-Identifier: Apache-2.0
/** Deadlines. */
@Version("1.1.0")
@Export
@NullMarked
package io.postern.api.time;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
