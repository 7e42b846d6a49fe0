// SPDX-License-Identifier: Apache-2.0
/** Routes to fixed next hops. */
@NullMarked
package io.postern.router.smarthost;

import org.jspecify.annotations.NullMarked;
