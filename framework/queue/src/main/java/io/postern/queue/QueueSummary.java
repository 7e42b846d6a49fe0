// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import java.util.List;

/**
 * How many recipients wait for one domain or site, by the age of their messages.
 *
 * @param name of the domain or site
 * @param recipients that wait for it
 * @param byAge how many up to each of {@link #MINUTES}, and last how many older than all of them
 */
public record QueueSummary(String name, long recipients, List<Long> byAge) {
    /** The ages that divide the columns, in minutes. */
    public static final List<Integer> MINUTES = List.of(5, 15, 60, 240, 720, 1440, 2880);
}
