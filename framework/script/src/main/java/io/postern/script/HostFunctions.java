// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.util.Map;

/** Some functions of the module {@code postern}, by the names that {@code postern.js} knows. */
@FunctionalInterface
interface HostFunctions {
    /** The functions, for the one sandbox of a worker; {@code ProxyExecutable}s. */
    Map<String, Object> functions(Worker worker);
}
