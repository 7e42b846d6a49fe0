// SPDX-License-Identifier: Apache-2.0
/** Hooks that decide where mail for a recipient goes next. */
@Version("1.2.0")
@Export
@NullMarked
package io.postern.api.routing;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
