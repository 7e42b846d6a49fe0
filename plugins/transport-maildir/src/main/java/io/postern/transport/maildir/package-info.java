// SPDX-License-Identifier: Apache-2.0
/** To be written. */
@NullMarked
package io.postern.transport.maildir;

import org.jspecify.annotations.NullMarked;
