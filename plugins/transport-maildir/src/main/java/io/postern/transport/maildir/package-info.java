// SPDX-License-Identifier: Apache-2.0
/** The transport {@code maildir}: final delivery into Maildirs below one folder. */
@NullMarked
package io.postern.transport.maildir;

import org.jspecify.annotations.NullMarked;
