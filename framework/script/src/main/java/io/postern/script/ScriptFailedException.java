// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

/**
 * A script threw, answered wrongly, ran too long or couldn't be compiled. The message says where:
 * {@code scripts/policy.js:12:5: TypeError: …}. The hook's caller makes a temporary failure of it.
 * It has no Java stack: the position in the script is all there is to know.
 */
final class ScriptFailedException extends RuntimeException {
    ScriptFailedException(String message) {
        super(message, null, false, false);
    }
}
