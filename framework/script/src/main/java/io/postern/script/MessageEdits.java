// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.policy.MessageEdit;

import java.util.ArrayList;
import java.util.List;

/**
 * What one call of a script has changed of a message. It is only noted: the core makes it if the
 * script ends well, all of it or nothing. Used by one thread.
 */
final class MessageEdits {
    private final List<MessageEdit> edits = new ArrayList<>();
    private int size;

    /** In the order they were made. */
    List<MessageEdit> all() {
        return List.copyOf(edits);
    }

    /**
     * Notes one more. Throws {@link IllegalArgumentException}, and notes nothing, where that is too
     * much.
     *
     * @param characters of text that it brings
     */
    void note(MessageEdit edit, int characters) {
        if (size + characters > Limits.ANSWER) {
            throw new IllegalArgumentException(
                    "more than " + Limits.ANSWER + " characters of edits");
        }
        size += characters;
        edits.add(edit);
    }
}
