// SPDX-License-Identifier: Apache-2.0
/** Answers from outside: the DNS, policies that domains publish, tables of one's own. */
@Version("2.2.0")
@Export
@NullMarked
package io.postern.api.lookup;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
