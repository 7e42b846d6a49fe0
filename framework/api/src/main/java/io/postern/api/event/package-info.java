// SPDX-License-Identifier: Apache-2.0
/** What happened to mail, told to whoever listens. */
@Version("1.4.0")
@Export
@NullMarked
package io.postern.api.event;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
