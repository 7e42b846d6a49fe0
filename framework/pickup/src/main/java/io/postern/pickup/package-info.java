// SPDX-License-Identifier: Apache-2.0
/** Takes mail that other programs put into a folder. */
@NullMarked
package io.postern.pickup;

import org.jspecify.annotations.NullMarked;
