// SPDX-License-Identifier: Apache-2.0
/** Rewrites recipients and senders on the way from one channel to another. */
@NullMarked
package io.postern.router.rewrite;

import org.jspecify.annotations.NullMarked;
