// SPDX-License-Identifier: Apache-2.0
/** How a plugin declares the options it takes from {@code postern.yaml}. */
@Version("1.2.0")
@Export
@NullMarked
package io.postern.api.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
