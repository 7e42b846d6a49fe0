// SPDX-License-Identifier: Apache-2.0
/** Permits relaying to those who have shown a certificate. */
@NullMarked
package io.postern.relay.certificates;

import org.jspecify.annotations.NullMarked;
