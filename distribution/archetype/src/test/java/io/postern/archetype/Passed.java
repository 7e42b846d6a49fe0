// SPDX-License-Identifier: Apache-2.0
package io.postern.archetype;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

import java.util.ArrayList;
import java.util.List;

/** Notes the methods that passed. Used by one thread. */
final class Passed implements TestExecutionListener {
    private final List<String> names = new ArrayList<>();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
            test.getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(MethodSource.class::cast)
                    .ifPresent(method -> names.add(method.getMethodName()));
        }
    }

    List<String> names() {
        return List.copyOf(names);
    }
}
