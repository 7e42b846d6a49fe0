// SPDX-License-Identifier: Apache-2.0
/** The transport {@code mbox}: final delivery into mboxes below one folder. */
@NullMarked
package io.postern.transport.mbox;

import org.jspecify.annotations.NullMarked;
