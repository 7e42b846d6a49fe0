// SPDX-License-Identifier: Apache-2.0
/** The transport {@code http}: posts messages to a web service. */
@NullMarked
package io.postern.transport.http;

import org.jspecify.annotations.NullMarked;
