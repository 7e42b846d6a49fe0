// SPDX-License-Identifier: Apache-2.0
/** The transport {@code discard}: takes mail and forgets it. */
@NullMarked
package io.postern.transport.discard;

import org.jspecify.annotations.NullMarked;
