// SPDX-License-Identifier: Apache-2.0
/**
 * Decides where each recipient goes, when it is tried, and what the sender hears of it. Does no I/O
 * itself.
 */
@Version("1.0.0")
@Export
@NullMarked
package io.postern.queue;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
