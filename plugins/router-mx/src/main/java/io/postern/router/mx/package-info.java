// SPDX-License-Identifier: Apache-2.0
/** Routes by MX and address records. */
@NullMarked
package io.postern.router.mx;

import org.jspecify.annotations.NullMarked;
