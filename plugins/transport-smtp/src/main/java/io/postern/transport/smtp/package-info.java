// SPDX-License-Identifier: Apache-2.0
/** The transport {@code smtp}: hands messages to the next hop by SMTP (RFC 5321). */
@NullMarked
package io.postern.transport.smtp;

import org.jspecify.annotations.NullMarked;
