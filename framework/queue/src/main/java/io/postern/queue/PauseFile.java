// SPDX-License-Identifier: Apache-2.0
package io.postern.queue;

import java.nio.file.Path;

/**
 * Remembers over a restart whether attempts are stopped. The newest word counts, be it the
 * operator's ({@code postern queue pause|resume}) or the configuration's ({@code queue: paused:}):
 *
 * <ul>
 *   <li>Nobody has said anything: as configured.
 *   <li>The operator has: that holds over any number of restarts, so after {@code resume} a crash
 *       doesn't stop mail again though {@code paused: true} still stands in the file.
 *   <li>{@code paused:} was changed since: the edit is the newer word, and what the operator said
 *       before it is forgotten.
 * </ul>
 *
 * <p>The file is {@code HOME/data/queue.paused}, one line: the word, and what was configured when
 * it was said. It is replaced in one step and synced.
 */
final class PauseFile {
    private final StateFile state;
    private final boolean configured;

    PauseFile(Path folder, boolean configured) {
        this.state = new StateFile(folder, "queue.paused");
        this.configured = configured;
    }

    Path folder() {
        return state.folder();
    }

    /** What counts at start. Forgets a word that an edit has overtaken. */
    boolean isPaused() {
        String word = state.read();
        if (word.equals(line(true))) {
            return true;
        }
        if (word.equals(line(false))) {
            return false;
        }
        state.delete();
        return configured;
    }

    /** Writes the operator's word down; it is durable when this returns. */
    void say(boolean paused) {
        state.write(line(paused));
    }

    private String line(boolean paused) {
        return (paused ? "paused" : "running") + " configured=" + configured + "\n";
    }
}
