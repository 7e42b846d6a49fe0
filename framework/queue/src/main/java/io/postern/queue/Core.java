// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.hooks.MailEvents;
import io.postern.spool.Spool;

import java.time.InstantSource;

/**
 * What every part of the queue needs.
 *
 * @param loop the thread that owns the parts
 * @param workers the threads that may block
 */
record Core(Spool spool, MailEvents events, InstantSource clock, QueueLoop loop, Workers workers) {}
