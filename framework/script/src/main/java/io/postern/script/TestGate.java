// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Engine;

/** Decides whether a script that compiles may take the place of the one that runs. */
@FunctionalInterface
interface TestGate {
    /** Lets all through. */
    TestGate OPEN = _ -> {};

    /** Lets through what has no tests, and what passes them. */
    static TestGate tests(Engine engine) {
        return files -> {
            if (files.tests().isThere()) {
                TestRun run = new TestSuite(engine, files).run();
                if (!run.passed()) {
                    throw new ScriptFailedException(run.summary());
                }
            }
        };
    }

    /**
     * Throws {@link ScriptFailedException}, saying which test fails, where the script's own tests
     * do. Blocks for half a minute at most.
     */
    void require(ScriptFiles files) throws InterruptedException;
}
