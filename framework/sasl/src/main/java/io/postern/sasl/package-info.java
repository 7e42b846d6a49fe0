// SPDX-License-Identifier: Apache-2.0
/** SASL (RFC 4422), both sides: mechanisms as state machines, without I/O or threads. */
@Version("1.1.0")
@Export
@NullMarked
package io.postern.sasl;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
