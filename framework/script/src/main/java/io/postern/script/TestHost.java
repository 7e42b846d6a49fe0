// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Recipient;
import io.postern.api.routing.Router;
import io.postern.api.transport.RetrySchedule;
import io.postern.api.transport.ShapingPolicy;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The Java side of the module {@code postern/test}; {@code postern-test.js} beside this class is
 * the other. Asks the hooks of the script under test, which run in sandboxes of their own as they
 * do in a server, while the clock of the test stands still.
 */
final class TestHost implements Host {
    /** The global that carries the functions to {@code postern-test.js}. */
    static final String BINDING = "#postern-test";

    private static final ByteBuffer SOURCE = readSource();

    private final Host host;
    private final TestedScript script;
    private final PretendWorld world;

    /**
     * Makes it for one script.
     *
     * @param host what tests have of the module {@code postern}
     * @param world what the script sees
     */
    TestHost(Host host, TestedScript script, PretendWorld world) {
        this.host = host;
        this.script = script;
        this.world = world;
    }

    /** The text of {@code postern-test.js}. */
    static ByteBuffer source() {
        return SOURCE.duplicate();
    }

    @Override
    public void install(Value global, Worker worker) {
        Map<String, Object> functions = new HashMap<>();
        HookQuestion open =
                c -> new TestSession(script.get(), new TestFields(c[0]).client()).functions(worker);
        functions.put("open", function(worker, open));
        HookQuestion options = c -> options(text(c, 0));
        functions.put("options", function(worker, options));
        HookQuestion reset = _ -> reset();
        functions.put("reset", function(worker, reset));
        addDelivery(functions, worker);
        addWorld(functions);
        global.putMember(BINDING, new ReadOnly(functions));
        host.install(global, worker);
    }

    /** Loads the script at once: where it doesn't take them, the test sees it here. */
    private ReadOnly options(String options) throws InterruptedException {
        script.use(options);
        Script _ = script.get();
        return PlainAnswers.word("pass");
    }

    private ReadOnly reset() throws InterruptedException {
        world.reset();
        script.use(ScriptEntry.NO_OPTIONS);
        return PlainAnswers.word("pass");
    }

    private void addWorld(Map<String, Object> functions) {
        PretendDns dns = world.dns();
        functions.put("dnsSet", line(c -> dns.set(text(c, 0), text(c, 1), c[2])));
        functions.put("dnsFail", line(c -> dns.fail(text(c, 0), text(c, 1), text(c, 2))));
        PretendLookups lookups = world.lookups();
        functions.put("lookupSet", line(c -> lookups.set(text(c, 0), c[1])));
        functions.put("lookupFail", line(c -> lookups.fail(text(c, 0), text(c, 1))));
        ProxyExecutable metric =
                c -> world.metrics().value(text(c, 0), MetricFunctions.labels(c, 1));
        functions.put("metricValue", metric);
        functions.put("clockSet", line(c -> world.clock().set(instant(text(c, 0)))));
        functions.put("clockPass", line(c -> world.clock().pass(Arguments.time(c[0]))));
    }

    private static String text(Value[] call, int index) {
        return Arguments.text(call, index, "argument " + (index + 1));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException _) {
            throw new IllegalArgumentException("a time must be like 2026-01-31T12:00:00Z");
        }
    }

    private void addDelivery(Map<String, Object> functions, Worker worker) {
        HookQuestion route =
                c ->
                        PlainAnswers.of(
                                ScriptHook.of(Router.class, script.get())
                                        .route(
                                                Recipient.of(Pretend.mailbox(text(c, 0))),
                                                new TestFields(c[1]).routing()));
        HookQuestion shape =
                c ->
                        PlainAnswers.of(
                                ScriptHook.of(ShapingPolicy.class, script.get())
                                        .shape(new TestFields(c[0]).destination()));
        HookQuestion retry =
                c ->
                        PlainAnswers.of(
                                ScriptHook.of(RetrySchedule.class, script.get())
                                        .after(new TestFields(c[0]).deferral()));
        HookQuestion outcome = c -> outcome(new TestFields(c[0]).outcome());
        functions.put("outcome", function(worker, outcome));
        functions.put("route", function(worker, route));
        functions.put("shape", function(worker, shape));
        functions.put("retry", function(worker, retry));
    }

    /** Asks the script itself: the hook would not wait for it, nor say how it fails. */
    private ReadOnly outcome(Outcome outcome) throws InterruptedException {
        Scope scope = new Scope();
        script.get()
                .call(
                        "onOutcome",
                        scope,
                        List.of(new OutcomeView(scope, outcome)),
                        Readers::nothing);
        return PlainAnswers.word("pass");
    }

    private static ProxyExecutable function(Worker worker, HookQuestion question) {
        return call -> HookQuestion.ask(worker, question, call);
    }

    private static ProxyExecutable line(Order order) {
        return call -> {
            order.carryOut(call);
            return null;
        };
    }

    private static ByteBuffer readSource() {
        try (InputStream file = TestHost.class.getResourceAsStream("postern-test.js")) {
            if (file == null) {
                throw new IllegalStateException("postern-test.js isn't in this bundle");
            }
            return ByteBuffer.wrap(file.readAllBytes()).asReadOnlyBuffer();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("reading postern-test.js of this bundle", unreadable);
        }
    }

    /** Changes what the script will see. */
    @FunctionalInterface
    private interface Order {
        void carryOut(Value... call);
    }
}
