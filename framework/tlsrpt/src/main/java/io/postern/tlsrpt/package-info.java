// SPDX-License-Identifier: Apache-2.0
/**
 * Counts how sessions with other hosts came to TLS, and tells their domains once a day (RFC 8460).
 */
@NullMarked
package io.postern.tlsrpt;

import org.jspecify.annotations.NullMarked;
