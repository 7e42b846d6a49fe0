// SPDX-License-Identifier: Apache-2.0
package io.postern.api.policy;

import java.util.List;

/**
 * What the policies of one stage came to, all together.
 *
 * @param verdict {@code pass} where none had an opinion, {@code accept}, {@code defer}, {@code
 *     reject}, {@code permit}, {@code deny}, {@code discard} or {@code hold}; {@code trouble} where
 *     one of them was broken
 * @param code as {@code 5.7.1}; empty where the verdict has none
 * @param text what the client hears of it, or why; may be empty
 * @param changes of a message, as those of {@link io.postern.api.event.MailEvent.Edited}
 * @param by the policy that had the last word; empty where none had one
 */
public record PolicyAnswer(
        String verdict, String code, String text, List<String> changes, String by) {
    public PolicyAnswer {
        changes = List.copyOf(changes);
    }
}
