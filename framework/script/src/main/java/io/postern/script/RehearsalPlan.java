// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.time.Instant;

/**
 * What is to be rehearsed.
 *
 * @param since what was asked before isn't asked again
 * @param replaced the script of {@code scripts:} in whose place it would stand; empty for that of
 *     its own name, and where there is none in front of all
 * @param options what it finds as {@code options}, a JSON object; empty for those that the script
 *     has in whose place it stands
 * @param most differences that are told one by one
 */
public record RehearsalPlan(Instant since, String replaced, String options, int most) {}
