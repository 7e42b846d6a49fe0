// SPDX-License-Identifier: Apache-2.0
/**
 * What tests of Postern and of its plugins share: SMTP sink, raw client, stub DNS, clock,
 * contracts.
 */
@Version("1.0.0")
@Export
@NullMarked
package io.postern.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
