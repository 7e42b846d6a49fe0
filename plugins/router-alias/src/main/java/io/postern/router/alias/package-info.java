// SPDX-License-Identifier: Apache-2.0
/** Redirects aliases to what a list says. */
@NullMarked
package io.postern.router.alias;

import org.jspecify.annotations.NullMarked;
