// SPDX-License-Identifier: Apache-2.0
/** The transport {@code pipe}: hands messages to a program. */
@NullMarked
package io.postern.transport.pipe;

import org.jspecify.annotations.NullMarked;
