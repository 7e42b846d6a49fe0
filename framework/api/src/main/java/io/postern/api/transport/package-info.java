// SPDX-License-Identifier: Apache-2.0
/** Hooks that carry a message, that say how fast and from where, and when they are asked again. */
@Version("2.0.0")
@Export
@NullMarked
package io.postern.api.transport;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
