// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

import io.postern.api.mail.Envelope;

import java.time.Instant;

/**
 * What is decided about a message when we answer for it.
 *
 * @param envelope who sent it to whom
 * @param received when
 * @param head octets that stand before what was written: our trace fields, and the header section
 *     where it was edited; ended by CRLF
 * @param skip how many octets at the start of what was written are left out, since {@code head} has
 *     them
 * @param hold why it is kept back until released; empty to let it go
 */
public record Acceptance(
        Envelope envelope, Instant received, byte[] head, long skip, String hold) {}
