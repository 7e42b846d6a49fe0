// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code counters} of the host module. */
final class CounterFunctions implements HostFunctions {
    private static final Pattern RATE = Pattern.compile("(\\d{1,9})/(\\d{0,7}[smhd])");
    private static final int LONGEST_NAME = 64;
    private static final long MOST_AT_ONCE = 1_000_000_000;

    private final Counters counters;

    CounterFunctions(Counters counters) {
        this.counters = counters;
    }

    @Override
    public Map<String, Object> functions(Worker worker) {
        return Map.of(
                "countersAdd", function(this::add),
                "countersGet", function(this::get),
                "countersReset", function(this::reset),
                "countersLimit", function(this::limit));
    }

    private static ProxyExecutable function(ProxyExecutable body) {
        return body;
    }

    private Object add(Value... call) {
        Members options = Members.of(call, 2, Set.of("window", "by"));
        return counters.add(id(call, window(options)), by(options));
    }

    private Object get(Value... call) {
        return counters.count(id(call, window(Members.of(call, 2, Set.of("window")))));
    }

    private Object reset(Value... call) {
        return counters.reset(id(call, window(Members.of(call, 2, Set.of("window")))));
    }

    private Object limit(Value... call) {
        Members options = Members.of(call, 2, Set.of("rate", "by"));
        Matcher rate = RATE.matcher(options.text("rate"));
        if (!rate.matches()) {
            throw new IllegalArgumentException("rate must be like '100/h' or '20/10m'");
        }
        String window = rate.group(2);
        boolean bare = window.length() == 1;
        Counters.Ruling ruling =
                counters.limit(
                        id(call, Arguments.time(bare ? "1" + window : window)),
                        by(options),
                        Long.parseLong(rate.group(1)));
        return new ReadOnly(
                Map.of(
                        "allowed", ruling.allowed(),
                        "count", ruling.count(),
                        "retryAfter", Math.ceilDiv(ruling.retryAfter().toMillis(), 1000)));
    }

    private static Counters.Id id(Value[] call, Duration window) {
        String name = Arguments.text(call, 0, "name");
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "name must have 1 to " + LONGEST_NAME + " characters");
        }
        return new Counters.Id(name, Arguments.text(call, 1, "key"), window);
    }

    private static Duration window(Members options) {
        return Arguments.time(options.require("window"));
    }

    private static long by(Members options) {
        return options.number("by", 1, 1, MOST_AT_ONCE);
    }
}
