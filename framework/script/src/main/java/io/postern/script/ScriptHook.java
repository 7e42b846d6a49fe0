// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.event.MailEventListener;
import io.postern.api.policy.ConnectPolicy;
import io.postern.api.policy.DisconnectListener;
import io.postern.api.policy.HeaderPolicy;
import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.LoginPolicy;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.RelayDecision;
import io.postern.api.policy.RelayPolicy;
import io.postern.api.policy.SenderPolicy;
import io.postern.api.policy.Verdict;
import io.postern.api.routing.Router;
import io.postern.api.transport.RetrySchedule;
import io.postern.api.transport.ShapingPolicy;
import io.postern.script.EnvelopeViews.ClientView;
import io.postern.script.EnvelopeViews.DeferralView;
import io.postern.script.EnvelopeViews.DestinationView;
import io.postern.script.EnvelopeViews.RecipientView;
import io.postern.script.EnvelopeViews.RoutingView;
import io.postern.script.EnvelopeViews.TransactionView;

import java.util.List;
import java.util.function.Function;

/**
 * A function that a script may export, and the hook that it then is.
 *
 * @param function its name
 * @param type the hook's interface
 * @param service makes the hook of a script
 */
record ScriptHook<H>(String function, Class<H> type, Function<Script, H> service) {
    /** Every one there is. */
    static final List<ScriptHook<?>> ALL =
            List.of(
                    new ScriptHook<>("onConnect", ConnectPolicy.class, ScriptHook::onConnect),
                    new ScriptHook<>("onHelo", HeloPolicy.class, ScriptHook::onHelo),
                    new ScriptHook<>("onAuth", LoginPolicy.class, ScriptHook::onAuth),
                    new ScriptHook<>("onSender", SenderPolicy.class, ScriptHook::onSender),
                    new ScriptHook<>("onRecipient", RecipientPolicy.class, ScriptHook::onRecipient),
                    new ScriptHook<>("onRelay", RelayPolicy.class, ScriptHook::onRelay),
                    new ScriptHook<>("onHeaders", HeaderPolicy.class, ScriptHook::onHeaders),
                    new ScriptHook<>("onMessage", MessagePolicy.class, ScriptHook::onMessage),
                    new ScriptHook<>("route", Router.class, ScriptHook::route),
                    new ScriptHook<>("shape", ShapingPolicy.class, ScriptHook::shape),
                    new ScriptHook<>("retry", RetrySchedule.class, ScriptHook::retry),
                    new ScriptHook<>("onOutcome", MailEventListener.class, ScriptHook::onOutcome),
                    new ScriptHook<>(
                            "onDisconnect", DisconnectListener.class, ScriptHook::onDisconnect));

    /** The hook of that type of a script, whether it exports the function or not. */
    static <H> H of(Class<H> type, Script script) {
        for (ScriptHook<?> hook : ALL) {
            if (hook.type() == type) {
                return type.cast(hook.service().apply(script));
            }
        }
        throw new IllegalArgumentException("no hook of scripts: " + type);
    }

    private static ConnectPolicy onConnect(Script script) {
        return client -> {
            if (!script.serves(client)) {
                return Verdict.pass();
            }
            Scope scope = new Scope();
            return script.call(
                    "onConnect", scope, List.of(new ClientView(scope, client)), Readers::verdict);
        };
    }

    private static HeloPolicy onHelo(Script script) {
        return client -> {
            if (!script.serves(client)) {
                return Verdict.pass();
            }
            Scope scope = new Scope();
            return script.call(
                    "onHelo", scope, List.of(new ClientView(scope, client)), Readers::verdict);
        };
    }

    private static LoginPolicy onAuth(Script script) {
        return (client, account) -> {
            if (!script.serves(client)) {
                return Verdict.pass();
            }
            Scope scope = new Scope();
            return script.call(
                    "onAuth",
                    scope,
                    List.of(new ClientView(scope, client, account)),
                    Readers::verdict);
        };
    }

    private static SenderPolicy onSender(Script script) {
        return transaction -> {
            if (!script.serves(transaction.client())) {
                return Verdict.pass();
            }
            Scope scope = new Scope();
            return script.call(
                    "onSender",
                    scope,
                    List.of(new TransactionView(scope, transaction)),
                    Readers::verdict);
        };
    }

    private static RecipientPolicy onRecipient(Script script) {
        return (transaction, recipient) -> {
            if (!script.serves(transaction.client())) {
                return Verdict.pass();
            }
            Scope scope = new Scope();
            List<View> arguments =
                    List.of(
                            new TransactionView(scope, transaction),
                            new RecipientView(scope, recipient));
            return script.call("onRecipient", scope, arguments, Readers::verdict);
        };
    }

    private static RelayPolicy onRelay(Script script) {
        return (transaction, recipient) -> {
            if (!script.serves(transaction.client())) {
                return new RelayDecision.Pass();
            }
            Scope scope = new Scope();
            List<View> arguments =
                    List.of(
                            new TransactionView(scope, transaction),
                            new RecipientView(scope, recipient));
            return script.call("onRelay", scope, arguments, Readers::relay);
        };
    }

    private static HeaderPolicy onHeaders(Script script) {
        return (transaction, headers) -> {
            if (!script.serves(transaction.client())) {
                return new MessageVerdict.Pass();
            }
            Scope scope = new Scope();
            MessageEdits edits = new MessageEdits();
            return script.call(
                    "onHeaders",
                    scope,
                    List.of(
                            new TransactionView(scope, transaction),
                            new HeadersView(scope, headers, edits)),
                    answer -> Readers.message(answer, edits.all()));
        };
    }

    private static MessagePolicy onMessage(Script script) {
        return (transaction, message) -> {
            if (!script.serves(transaction.client())) {
                return new MessageVerdict.Pass();
            }
            Scope scope = new Scope();
            MessageEdits edits = new MessageEdits();
            return script.call(
                    "onMessage",
                    scope,
                    List.of(
                            new TransactionView(scope, transaction),
                            new MessageView(scope, message, edits)),
                    answer -> Readers.message(answer, edits.all()));
        };
    }

    private static Router route(Script script) {
        return (recipient, context) -> {
            Scope scope = new Scope();
            List<View> arguments =
                    List.of(new RecipientView(scope, recipient), new RoutingView(scope, context));
            return script.call("route", scope, arguments, Readers::route);
        };
    }

    private static ShapingPolicy shape(Script script) {
        return destination -> {
            Scope scope = new Scope();
            return script.call(
                    "shape",
                    scope,
                    List.of(new DestinationView(scope, destination)),
                    Readers::shape);
        };
    }

    private static RetrySchedule retry(Script script) {
        return deferral -> {
            Scope scope = new Scope();
            return script.call(
                    "retry", scope, List.of(new DeferralView(scope, deferral)), Readers::retry);
        };
    }

    private static MailEventListener onOutcome(Script script) {
        return new Outcomes(
                script.name(),
                outcome -> {
                    Scope scope = new Scope();
                    script.call(
                            "onOutcome",
                            scope,
                            List.of(new OutcomeView(scope, outcome)),
                            Readers::nothing);
                });
    }

    private static DisconnectListener onDisconnect(Script script) {
        return client -> {
            if (!script.serves(client)) {
                return;
            }
            Scope scope = new Scope();
            script.call(
                    "onDisconnect",
                    scope,
                    List.of(new ClientView(scope, client)),
                    Readers::nothing);
        };
    }
}
