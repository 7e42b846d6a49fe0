// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.ResourceLimits;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;

import java.io.OutputStream;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;

/**
 * A JavaScript context with one script loaded: no host classes, no files but the script's folder,
 * no threads, no environment, no code from text; limited in statements. Used by the thread of its
 * worker alone; {@link #interrupt} and {@link #close} are for others too.
 */
final class Sandbox {
    /** The option names are GraalJS's; each of them is one that the sandbox policy lets us set. */
    private static final Map<String, String> OPTIONS =
            Map.of(
                    "js.allow-eval", "false",
                    "js.load", "false",
                    "js.print", "false",
                    "js.console", "false",
                    "js.graal-builtin", "false",
                    "js.locale", "en",
                    "js.unhandled-rejections", "throw",
                    "js.esm-eval-returns-exports", "true");

    private final ScriptFiles files;
    private final Host host;
    private final Limits limits;
    private final Worker worker;
    private final Context context;
    private final Map<String, Value> functions = new HashMap<>();
    private Set<String> exports = Set.of();

    Sandbox(Engine engine, ScriptFiles files, Host host, Limits limits, Worker worker) {
        this.files = files;
        this.host = host;
        this.limits = limits;
        this.worker = worker;
        this.context =
                Context.newBuilder("js")
                        .engine(engine)
                        .sandbox(SandboxPolicy.CONSTRAINED)
                        .allowHostAccess(HostAccess.CONSTRAINED)
                        .allowIO(IOAccess.newBuilder().fileSystem(files).build())
                        .timeZone(ZoneOffset.UTC)
                        .out(OutputStream.nullOutputStream())
                        .err(OutputStream.nullOutputStream())
                        .resourceLimits(
                                ResourceLimits.newBuilder()
                                        .statementLimit(limits.statements(), null)
                                        .build())
                        .options(OPTIONS)
                        .build();
    }

    /** An engine for such contexts. Takes half a second. */
    static Engine newEngine() {
        return Engine.newBuilder("js")
                .sandbox(SandboxPolicy.CONSTRAINED)
                .option("engine.WarnInterpreterOnly", "false")
                .out(OutputStream.nullOutputStream())
                .err(OutputStream.nullOutputStream())
                .build();
    }

    /** Evaluates the host module, which locks the built-in objects, and then the script. */
    void load() {
        try {
            host.install(context.getBindings("js"), worker);
            Source source =
                    Source.newBuilder("js", files.bootstrap(), "postern")
                            .mimeType("application/javascript+module")
                            .buildLiteral();
            Value module = context.eval(source);
            exports = Set.copyOf(new TreeSet<>(module.getMemberKeys()));
            for (String name : exports) {
                functions.put(name, module.getMember(name));
            }
            requireFunctions();
        } catch (PolyglotException failed) {
            throw new ScriptFailedException(Failure.describe(failed, files, limits));
        }
    }

    private void requireFunctions() {
        for (ScriptHook<?> hook : ScriptHook.ALL) {
            Value value = functions.get(hook.function());
            if (value != null && !value.canExecute()) {
                throw new ScriptFailedException(
                        files.name() + ": " + hook.function() + " is exported and no function");
            }
        }
    }

    /** What the script exports. */
    Set<String> exports() {
        return exports;
    }

    /** Calls a function of the script. */
    ScriptAnswer ask(String name, List<View> arguments) {
        Value function = functions.get(name);
        if (function == null) {
            return new ScriptAnswer.Pass();
        }
        try {
            context.resetLimits();
            arguments.forEach(argument -> argument.scope().runOn(worker));
            return ScriptAnswer.of(Promises.settled(function.execute(arguments.toArray())));
        } catch (PolyglotException failed) {
            throw new ScriptFailedException(Failure.describe(failed, files, limits));
        } catch (ScriptFailedException wrongAnswer) {
            throw new ScriptFailedException(
                    Failure.position(function.getSourceLocation(), files)
                            + name
                            + " "
                            + wrongAnswer.getMessage());
        }
    }

    /** Calls an exported function of ours. */
    Value invoke(String name, Object... arguments) {
        Value function = functions.get(name);
        if (function == null) {
            throw new IllegalArgumentException(name + " isn't exported");
        }
        try {
            context.resetLimits();
            return function.execute(arguments);
        } catch (PolyglotException failed) {
            throw new ScriptFailedException(Failure.describe(failed, files, limits));
        }
    }

    /** Makes what runs throw. Blocks until it does, up to some time. */
    void interrupt() {
        try {
            context.interrupt(Duration.ofMillis(100));
        } catch (TimeoutException _) {
            // Then the context is closed, and then the thread is given up.
            return;
        }
    }

    /** Cancels what runs. Blocks until that has ended, which against some built-ins is never. */
    void close() {
        context.close(true);
    }
}
