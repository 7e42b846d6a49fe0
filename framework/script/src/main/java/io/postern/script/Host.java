// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Value;

/** What a sandbox has of ours, from before its first module on. Safe for many threads. */
@FunctionalInterface
interface Host {
    /** Puts the functions of our modules into a sandbox's global object; the modules take them. */
    void install(Value global, Worker worker);
}
