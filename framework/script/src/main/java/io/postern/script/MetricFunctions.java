// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** {@code metrics} of the host module. */
final class MetricFunctions implements HostFunctions {
    private final ScriptMetrics metrics;
    private final String script;

    /**
     * @param script whose they are
     */
    MetricFunctions(ScriptMetrics metrics, String script) {
        this.metrics = metrics;
        this.script = script;
    }

    @Override
    public Map<String, Object> functions(Worker worker) {
        return Map.of("metricsCount", function(this::count), "metricsGauge", function(this::gauge));
    }

    private static ProxyExecutable function(ProxyExecutable body) {
        return body;
    }

    private @Nullable Object count(Value... call) {
        double by = call.length > 2 && !call[2].isNull() ? number(call[2], "by") : 1;
        metrics.count(script, Arguments.text(call, 0, "name"), labels(call, 1), by);
        return null;
    }

    private @Nullable Object gauge(Value... call) {
        Arguments.require(call, 1, "value");
        double value = number(call[1], "value");
        metrics.gauge(script, Arguments.text(call, 0, "name"), labels(call, 2), value);
        return null;
    }

    private static double number(Value value, String name) {
        if (!value.fitsInDouble() || !Double.isFinite(value.asDouble())) {
            throw new IllegalArgumentException(name + " must be a number");
        }
        return value.asDouble();
    }

    /** An object of strings; may be left out. */
    static Map<String, String> labels(Value[] call, int index) {
        if (call.length <= index || call[index].isNull()) {
            return Map.of();
        }
        Value object = call[index];
        if (!object.hasMembers() || object.hasArrayElements() || object.canExecute()) {
            throw new IllegalArgumentException("labels must be an object");
        }
        Map<String, String> labels = new HashMap<>();
        for (String name : object.getMemberKeys()) {
            Value value = object.getMember(name);
            labels.put(name, Arguments.text(new Value[] {value}, 0, "label " + name));
        }
        return labels;
    }
}
