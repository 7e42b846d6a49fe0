// SPDX-License-Identifier: Apache-2.0
/**
 * SMTP's grammar (RFC 5321): commands, replies, addresses, dot-stuffing. Pure: no I/O, no threads.
 */
@Version("1.1.0")
@Export
@NullMarked
package io.postern.smtp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
