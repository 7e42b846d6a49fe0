// SPDX-License-Identifier: Apache-2.0
/** To be written. */
@NullMarked
package io.postern.router.local;

import org.jspecify.annotations.NullMarked;
