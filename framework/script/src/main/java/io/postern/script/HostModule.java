// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The Java side of the module {@code postern}; {@code postern.js} beside this class is the other.
 * One for a script, for all its sandboxes; safe for many threads.
 */
final class HostModule implements Host {
    /** The global that carries the functions to {@code postern.js}, which takes it away. */
    static final String BINDING = "#postern";

    private static final ByteBuffer SOURCE = readSource();
    private static final ScriptAnswer PASS = new ScriptAnswer.Pass();
    private static final ScriptAnswer ACCEPT = new ScriptAnswer.Accept();
    private static final ScriptAnswer PERMIT = new ScriptAnswer.Permit();
    private static final ScriptAnswer GIVE_UP = new ScriptAnswer.GiveUp();

    private final ScriptLog log;
    private final String options;
    private final List<HostFunctions> parts;

    /**
     * For one script.
     *
     * @param options what it finds as {@code options}, a JSON object
     */
    HostModule(ScriptLog log, HostServices services, String options) {
        this.log = log;
        this.options = options;
        this.parts =
                List.of(
                        services.dns(),
                        new LookupFunctions(services.lookups()),
                        new HttpFunctions(services.web()),
                        new CounterFunctions(services.counters()),
                        new CryptoFunctions(),
                        new TimeFunctions(services.clock()),
                        new AddressFunctions(),
                        new MetricFunctions(services.metrics(), log.script()),
                        new NoteFunctions());
    }

    /** The text of {@code postern.js}. */
    static ByteBuffer source() {
        return SOURCE.duplicate();
    }

    @Override
    public void install(Value global, Worker worker) {
        global.putMember(BINDING, bindings(worker));
    }

    private ProxyObject bindings(Worker worker) {
        Map<String, Object> functions = new HashMap<>();
        parts.forEach(part -> functions.putAll(part.functions(worker)));
        addVerdicts(functions);
        addRoutes(functions);
        functions.put("options", options);
        functions.put("ipSet", function(HostModule::ipSet));
        functions.put("logInfo", line(log::info));
        functions.put("logWarn", line(log::warn));
        return new ReadOnly(functions);
    }

    private static void addVerdicts(Map<String, Object> functions) {
        functions.put("pass", function(_ -> PASS));
        functions.put("accept", function(_ -> ACCEPT));
        functions.put("permit", function(_ -> PERMIT));
        functions.put("defer", function(call -> new ScriptAnswer.Defer(Arguments.temporary(call))));
        functions.put(
                "reject", function(call -> new ScriptAnswer.Reject(Arguments.permanent(call))));
        functions.put("deny", function(call -> new ScriptAnswer.Deny(Arguments.permanent(call))));
        functions.put("discard", function(call -> new ScriptAnswer.Discard(reason(call))));
        functions.put("hold", function(call -> new ScriptAnswer.Hold(reason(call))));
    }

    private static void addRoutes(Map<String, Object> functions) {
        functions.put(
                "via",
                function(
                        call ->
                                new ScriptAnswer.Via(
                                        Arguments.text(call, 0, "transport"),
                                        call.length > 1 ? Routes.hops(call[1]) : List.of())));
        functions.put(
                "redirect",
                function(
                        call -> {
                            Arguments.require(call, 0, "addresses");
                            return new ScriptAnswer.Redirect(
                                    Routes.mailboxes(call[0]), Routes.returnPath(call));
                        }));
        functions.put(
                "limits",
                function(
                        call -> {
                            Arguments.require(call, 0, "limits");
                            return new ScriptAnswer.Limits(ShapingLimits.of(call[0]));
                        }));
        functions.put(
                "wait",
                function(
                        call -> {
                            Arguments.require(call, 0, "time");
                            return new ScriptAnswer.Wait(Arguments.time(call[0]));
                        }));
        functions.put("giveUp", function(_ -> GIVE_UP));
        functions.put(
                "unroutable",
                function(call -> new ScriptAnswer.Unroutable(Arguments.permanent(call))));
    }

    private static String reason(Value... call) {
        return Arguments.text(call, 0, "reason");
    }

    private static Object ipSet(Value... call) {
        Networks networks =
                new Networks(
                        List.of(call).stream()
                                .flatMap(value -> Arguments.texts(value, "networks").stream())
                                .toList());
        ProxyExecutable has = question -> networks.has(Arguments.text(question, 0, "address"));
        return new ReadOnly(Map.of("has", has));
    }

    private static ProxyExecutable function(ProxyExecutable body) {
        return body;
    }

    private static ProxyExecutable line(Consumer<String> log) {
        return call -> {
            log.accept(Arguments.text(call, 0, "text"));
            return null;
        };
    }

    private static ByteBuffer readSource() {
        try (InputStream file = HostModule.class.getResourceAsStream("postern.js")) {
            if (file == null) {
                throw new IllegalStateException("postern.js isn't in this bundle");
            }
            return ByteBuffer.wrap(file.readAllBytes()).asReadOnlyBuffer();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("reading postern.js of this bundle", unreadable);
        }
    }
}
