// SPDX-License-Identifier: Apache-2.0
/** The transport {@code lmtp}: hands mail to a mailbox server (RFC 2033). */
@NullMarked
package io.postern.transport.lmtp;

import org.jspecify.annotations.NullMarked;
