// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What one hook of a plugin was asked since it came, and how it did.
 *
 * @param info which hook, of which plugin
 * @param bundle the id of its bundle
 * @param share of the messages it is asked about, from 0 to 1
 * @param calls that ended
 * @param errors of these: it threw, answered null or took too long
 * @param answers of the others, by the simple name of the answer's type; of a transport the
 *     outcomes, one for each recipient
 * @param median how long a call takes
 * @param slowest how long 99 of 100 calls take at most
 * @param cpu of a processor, by samples: an estimate
 * @param suspendedUntil where it has failed so often that it isn't asked, until when
 * @param lastTrouble what went wrong the last time, empty where nothing has
 */
public record HookFigures(
        HookInfo info,
        long bundle,
        double share,
        long calls,
        long errors,
        Map<String, Long> answers,
        Duration median,
        Duration slowest,
        Duration cpu,
        Optional<Instant> suspendedUntil,
        String lastTrouble) {
    public HookFigures {
        answers = Map.copyOf(answers);
    }
}
