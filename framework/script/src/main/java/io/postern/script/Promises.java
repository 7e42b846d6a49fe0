// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the promise of an async hook. All that a script can wait for has been answered
 * when it asks, and JavaScript's jobs are done when a call returns; so a promise that isn't settled
 * then never is. For the thread that runs the script.
 */
final class Promises {
    private Promises() {}

    /** The value itself, or what it promises. */
    static Value settled(Value answer) {
        if (answer.isProxyObject() || answer.isNull() || !isPromise(answer)) {
            return answer;
        }
        Settlement settlement = new Settlement();
        ProxyExecutable fulfilled = settlement::fulfilled;
        ProxyExecutable rejected = settlement::rejected;
        answer.invokeMember("then", fulfilled, rejected);
        return settlement.value();
    }

    private static boolean isPromise(Value answer) {
        Value type = answer.getMetaObject();
        return type != null && type.getMetaSimpleName().equals("Promise");
    }

    /** How it ended. */
    private static final class Settlement {
        private @Nullable Value value;
        private boolean failed;

        @Nullable Object fulfilled(Value... with) {
            value = with[0];
            return null;
        }

        @Nullable Object rejected(Value... with) {
            value = with[0];
            failed = true;
            return null;
        }

        Value value() {
            Value known = value;
            if (known == null) {
                throw new ScriptFailedException("returned a promise that nothing settles");
            }
            if (failed) {
                throw new ScriptFailedException("rejected: " + known);
            }
            return known;
        }
    }
}
