// SPDX-License-Identifier: Apache-2.0
/**
 * The SMTP server (RFC 5321): listeners on MINA, whose threads only hand octets over; one virtual
 * thread for each session, with a class for each state of the dialogue.
 */
@NullMarked
package io.postern.server;

import org.jspecify.annotations.NullMarked;
