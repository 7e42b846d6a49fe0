// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.Envelope;
import io.postern.api.mail.QueueId;

/**
 * A message of our own that stands and falls with the outcome that caused it.
 *
 * @param id derived from the message and the event, so that a repetition finds it again
 * @param envelope with the null reverse-path
 * @param message all its octets, which must fit into one record
 */
public record Bounce(QueueId id, Envelope envelope, byte[] message) {}
