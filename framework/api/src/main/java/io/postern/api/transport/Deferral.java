// SPDX-License-Identifier: Apache-2.0
package io.postern.api.transport;

import io.postern.api.mail.Domain;
import io.postern.api.mail.QueueId;
import io.postern.api.mail.ReversePath;
import io.postern.api.mail.Status;
import io.postern.api.transport.DeliveryOutcome.Blame;

import java.time.Duration;

/**
 * What was put off: the recipients of one message in one domain that met the same in one attempt.
 *
 * @param domain of the recipients
 * @param transport who tried; empty where routing put it off
 * @param attempts how many there were, at least 1
 * @param age since we took the message
 * @param doubtful whether this attempt or one before may have delivered it all the same, so that it
 *     may arrive twice
 */
public record Deferral(
        QueueId queueId,
        ReversePath reversePath,
        Domain domain,
        String transport,
        Cause cause,
        Status.Transient status,
        Blame blame,
        Peer peer,
        int attempts,
        Duration age,
        boolean doubtful) {}
