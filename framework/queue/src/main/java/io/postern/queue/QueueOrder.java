// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import io.postern.api.mail.QueueId;

import java.util.List;

/**
 * An operator's order about mail that waits.
 *
 * @param ids the messages that are meant; with none, all that the filter is for
 * @param filter which of their recipients; {@link QueueFilter#ALL} for all
 * @param who gives it, for the log
 * @param why, for the log and for those who are told; may be empty
 * @param dryRun whether it is only counted what would be touched
 */
public record QueueOrder(
        QueueAction action,
        List<QueueId> ids,
        QueueFilter filter,
        String who,
        String why,
        boolean dryRun) {
    public QueueOrder {
        ids = List.copyOf(ids);
    }

    /**
     * What came of one.
     *
     * @param messages that were touched, or would be
     * @param recipients of them
     * @param busy recipients that were left alone, because they are being routed or tried
     * @param first some of the messages, at most 100
     * @param unknown ids of which there is no message
     */
    public record Result(
            long messages,
            long recipients,
            long busy,
            List<QueueId> first,
            List<QueueId> unknown) {}
}
