// SPDX-License-Identifier: Apache-2.0
/** Redirects by users' forwarding files. */
@NullMarked
package io.postern.router.forward;

import org.jspecify.annotations.NullMarked;
