// SPDX-License-Identifier: Apache-2.0
/**
 * Calls hooks on behalf of the core: order, deadline, draining, trouble; and tells listeners what
 * happened.
 */
@Version("1.0.0")
@Export
@NullMarked
package io.postern.hooks;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
