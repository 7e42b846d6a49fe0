// SPDX-License-Identifier: Apache-2.0
/** Hooks that have a say while a client is connected. */
@Version("1.2.0")
@Export
@NullMarked
package io.postern.api.policy;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
