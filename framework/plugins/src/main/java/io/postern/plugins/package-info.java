// SPDX-License-Identifier: Apache-2.0
/**
 * Installs, updates and removes plugins while mail flows. One thread owns all state ({@code
 * Plugins}); a jar is copied and inspected ({@code Inspection}) before anything changes, and its
 * new version runs beside the old one until it is known to work ({@code Lifecycle}).
 */
@Version("1.0.0")
@Export
@NullMarked
package io.postern.plugins;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
