// SPDX-License-Identifier: Apache-2.0
/**
 * The SMTP server (RFC 5321): listeners on MINA, whose threads only hand octets over; one virtual
 * thread for each session, with a class for each state of the dialogue.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.postern.server;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
