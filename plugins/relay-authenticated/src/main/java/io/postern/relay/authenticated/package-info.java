// SPDX-License-Identifier: Apache-2.0
/** Permits relaying to those who have logged in. */
@NullMarked
package io.postern.relay.authenticated;

import org.jspecify.annotations.NullMarked;
