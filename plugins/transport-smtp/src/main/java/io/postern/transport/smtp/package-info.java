// SPDX-License-Identifier: Apache-2.0
/** The transport {@code smtp}: hands messages to the next hop by SMTP (RFC 5321). */
@Header(name = "Postern-Lookups", value = "none")
@Header(name = "Postern-Network", value = "smtp")
@NullMarked
package io.postern.transport.smtp;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
