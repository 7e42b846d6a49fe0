// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Value;

import java.util.Map;

/** Asks one hook of the script under test, with what a test has said. */
@FunctionalInterface
interface HookQuestion {
    /** Blocks for the answer. */
    ReadOnly ask(Value... call) throws InterruptedException;

    /**
     * Asks it while the clock of the test stands still. What is wrong with the script is its member
     * {@code error}, which the module throws anew as an error of JavaScript.
     */
    static ReadOnly ask(Worker worker, HookQuestion question, Value... call) {
        worker.enterHost();
        try {
            return question.ask(call);
        } catch (ScriptFailedException failed) {
            return new ReadOnly(Map.of("error", String.valueOf(failed.getMessage())));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped: out of time");
        } finally {
            worker.leaveHost();
        }
    }
}
