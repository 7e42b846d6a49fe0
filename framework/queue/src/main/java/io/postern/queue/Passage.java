// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.transport.ConnectionLeave;
import io.postern.api.transport.Egress;

import java.util.function.Supplier;

/**
 * How one attempt goes.
 *
 * @param followed whether more goes the same way
 * @param leave asks for another connection; for any thread
 */
record Passage(
        Way way,
        Egress egress,
        int messagesPerConnection,
        boolean followed,
        Supplier<ConnectionLeave> leave) {}
