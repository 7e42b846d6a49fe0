// SPDX-License-Identifier: Apache-2.0
/**
 * The policies by which domains ask for TLS with their hosts (RFC 8461), the sender's side: found
 * by the DNS, fetched by HTTPS, kept over restarts.
 */
@NullMarked
package io.postern.mta.sts;

import org.jspecify.annotations.NullMarked;
