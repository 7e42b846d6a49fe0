// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Recipient;
import io.postern.api.mail.ReversePath;
import io.postern.api.policy.ConnectPolicy;
import io.postern.api.policy.DisconnectListener;
import io.postern.api.policy.HeaderPolicy;
import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.LoginPolicy;
import io.postern.api.policy.MessageEdit;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.MessageVerdict;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.RelayPolicy;
import io.postern.api.policy.SenderPolicy;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A session with the script under test: {@code postern-test.js} takes its steps in the order of a
 * server, each asks one hook. Used by the thread of one test.
 */
final class TestSession {
    private final Script script;
    private final PretendClient client;
    private PretendTransaction transaction;
    private List<MessageEdit> edits = List.of();

    TestSession(Script script, PretendClient client) {
        this.script = script;
        this.client = client;
        this.transaction = new PretendTransaction(client, new ReversePath.Null());
    }

    /** The hooks by name; {@code logIn} and {@code take}, for what none refused. */
    ReadOnly functions(Worker worker) {
        Map<String, Object> functions = new HashMap<>();
        put(functions, worker, "onConnect", _ -> connect());
        put(functions, worker, "onHelo", this::helo);
        put(functions, worker, "onAuth", this::auth);
        put(functions, worker, "onSender", this::sender);
        put(functions, worker, "onRelay", this::relay);
        put(functions, worker, "onRecipient", this::recipient);
        put(functions, worker, "onHeaders", this::headers);
        put(functions, worker, "onMessage", this::message);
        put(functions, worker, "onDisconnect", _ -> disconnect());
        ProxyExecutable logIn = this::logIn;
        functions.put("logIn", logIn);
        ProxyExecutable take = this::take;
        functions.put("take", take);
        return new ReadOnly(functions);
    }

    private static void put(
            Map<String, Object> functions, Worker worker, String name, HookQuestion question) {
        ProxyExecutable function = call -> HookQuestion.ask(worker, question, call);
        functions.put(name, function);
    }

    private <H> H hook(Class<H> type) {
        return ScriptHook.of(type, script);
    }

    private ReadOnly connect() throws InterruptedException {
        return PlainAnswers.of(hook(ConnectPolicy.class).onConnect(client));
    }

    private ReadOnly helo(Value... call) throws InterruptedException {
        client.greet(Arguments.text(call, 0, "name"));
        return PlainAnswers.of(hook(HeloPolicy.class).onHelo(client));
    }

    private ReadOnly auth(Value... call) throws InterruptedException {
        String account = Arguments.text(call, 0, "account");
        return PlainAnswers.of(hook(LoginPolicy.class).onLogin(client, account));
    }

    private Object logIn(Value... call) {
        client.logIn(Arguments.text(call, 0, "account"));
        return true;
    }

    private ReadOnly sender(Value... call) throws InterruptedException {
        ReversePath path = Pretend.path(Arguments.text(call, 0, "sender"));
        transaction = new PretendTransaction(client, path);
        return PlainAnswers.of(hook(SenderPolicy.class).onSender(transaction));
    }

    private ReadOnly relay(Value... call) throws InterruptedException {
        return PlainAnswers.of(hook(RelayPolicy.class).onRelay(transaction, address(call)));
    }

    private ReadOnly recipient(Value... call) throws InterruptedException {
        return PlainAnswers.of(hook(RecipientPolicy.class).onRecipient(transaction, address(call)));
    }

    private Object take(Value... call) {
        transaction.take(address(call));
        return true;
    }

    private ReadOnly headers(Value... call) throws InterruptedException {
        Pretend.OfMessage message = Pretend.OfMessage.of(Arguments.text(call, 0, "text"));
        MessageVerdict verdict = hook(HeaderPolicy.class).onHeaders(transaction, message);
        edits = verdict instanceof MessageVerdict.Edit(var made) ? made : List.of();
        return PlainAnswers.of(verdict);
    }

    private ReadOnly message(Value... call) throws InterruptedException {
        Pretend.OfMessage message =
                Pretend.OfMessage.of(Arguments.text(call, 0, "text")).edited(edits);
        return PlainAnswers.of(hook(MessagePolicy.class).onMessage(transaction, message));
    }

    private ReadOnly disconnect() throws InterruptedException {
        hook(DisconnectListener.class).onDisconnect(client);
        return PlainAnswers.word("pass");
    }

    private static Recipient address(Value... call) {
        return Recipient.of(Pretend.mailbox(Arguments.text(call, 0, "address")));
    }
}
