// SPDX-License-Identifier: Apache-2.0
/** Permits relaying from listed networks. */
@NullMarked
package io.postern.relay.networks;

import org.jspecify.annotations.NullMarked;
