// SPDX-License-Identifier: Apache-2.0
/** Routes mailboxes that are here to a local transport. */
@NullMarked
package io.postern.router.local;

import org.jspecify.annotations.NullMarked;
