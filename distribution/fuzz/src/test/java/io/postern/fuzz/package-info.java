// SPDX-License-Identifier: Apache-2.0
/** What octets from the network can do to what reads them: nothing. */
@NullMarked
package io.postern.fuzz;

import org.jspecify.annotations.NullMarked;
