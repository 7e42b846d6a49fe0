// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.util.List;

/**
 * What a {@link Ledger} says: counts of recipients, each message once for each of its recipients.
 *
 * @param run which generator's messages these were
 * @param promised the server answered 250 for it
 * @param arrived came to the sink, and was taken there
 * @param missing was promised, hasn't come, and the sink hasn't refused it
 * @param doubled came more than once
 * @param phantom came although the server had refused it
 * @param unsure came although nobody answered for it: the connection was lost meanwhile, or the
 *     generator is another process
 * @param denied the sink refused it for good
 * @param gaps hasn't come though a later one has: what can be said where nobody told of promises
 * @param untold too many to be kept in mind
 * @param firstMissing the numbers of some messages that are missing
 * @param firstDoubled the numbers of some messages that came twice
 */
public record Findings(
        long run,
        long promised,
        long arrived,
        long missing,
        long doubled,
        long phantom,
        long unsure,
        long denied,
        long gaps,
        long untold,
        List<Long> firstMissing,
        List<Long> firstDoubled) {
    public Findings {
        firstMissing = List.copyOf(firstMissing);
        firstDoubled = List.copyOf(firstDoubled);
    }

    /** Whether each came exactly once. */
    public boolean isExact() {
        return missing == 0 && doubled == 0 && phantom == 0;
    }
}
