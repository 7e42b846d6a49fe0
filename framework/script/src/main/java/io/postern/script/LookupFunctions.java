// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.lookup.Lookup;
import io.postern.api.lookup.LookupAnswer;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * {@code lookup} of the host module. Blocks, while the script's clock stands still. Nothing under a
 * key is null, or no values; not knowing is an error, which ends in a temporary failure.
 */
final class LookupFunctions implements HostFunctions {
    private final LookupSource lookups;

    LookupFunctions(LookupSource lookups) {
        this.lookups = lookups;
    }

    @Override
    public Map<String, Object> functions(Worker worker) {
        return Map.of("lookup", function(call -> lookup(worker, call)));
    }

    private static ProxyExecutable function(ProxyExecutable body) {
        return body;
    }

    /** Throws for a name that isn't there, also where nothing is asked yet. */
    private ReadOnly lookup(Worker worker, Value... call) {
        String name = Arguments.text(call, 0, "name");
        Lookup _ = require(name);
        return new ReadOnly(
                Map.of(
                        "get", function(question -> first(ask(worker, name, question))),
                        "all", function(question -> View.array(ask(worker, name, question)))));
    }

    private Lookup require(String name) {
        return lookups.find(name)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "there is no '" + name + "' under lookups:"));
    }

    private static @Nullable String first(List<String> values) {
        return values.isEmpty() ? null : values.getFirst();
    }

    /** The values, none where there are none. */
    @SuppressWarnings("IllegalCatch") // the border to plugins: what they throw is "unknown"
    private List<String> ask(Worker worker, String name, Value... question) {
        String key = Arguments.text(question, 0, "key");
        Lookup lookup = require(name);
        LookupAnswer answer;
        worker.enterHost();
        try {
            answer = lookup.find(key);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("lookup '" + name + "' took too long");
        } catch (RuntimeException broken) {
            throw new IllegalStateException("lookup '" + name + "' can't tell: " + broken, broken);
        } finally {
            worker.leaveHost();
        }
        return switch (answer) {
            case LookupAnswer.Found(List<String> values) -> values;
            case LookupAnswer.Absent _ -> List.of();
            case LookupAnswer.Unknown(String reason) ->
                    throw new IllegalStateException("lookup '" + name + "' can't tell: " + reason);
            case null -> throw new IllegalStateException("lookup '" + name + "' answered null");
        };
    }
}
