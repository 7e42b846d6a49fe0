// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.transport.DeliveryOutcome;
import io.postern.spool.SpooledMessage;

/** What an attempt or a round of routing said of one recipient. */
record Tried(SpooledMessage.Entry entry, DeliveryOutcome outcome) {}
