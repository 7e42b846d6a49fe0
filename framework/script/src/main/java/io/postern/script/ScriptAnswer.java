// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.Mailbox;
import io.postern.api.mail.ReturnPath;
import io.postern.api.mail.Status;
import io.postern.api.routing.NextHop;
import io.postern.api.transport.Shaping;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyObject;

import java.time.Duration;
import java.util.List;

/**
 * What a script answers. Only the functions of the host module make one; to the script it is an
 * object without members, so it can't be forged or changed.
 */
sealed interface ScriptAnswer extends ProxyObject {
    /** {@code pass()}, or nothing returned. */
    record Pass() implements ScriptAnswer {}

    /** {@code accept()}. */
    record Accept() implements ScriptAnswer {}

    /** {@code defer(code, text)}. */
    record Defer(Status.Transient status) implements ScriptAnswer {}

    /** {@code reject(code, text)}. */
    record Reject(Status.Permanent status) implements ScriptAnswer {}

    /** {@code permit()}. */
    record Permit() implements ScriptAnswer {}

    /** {@code deny(code, text)}. */
    record Deny(Status.Permanent status) implements ScriptAnswer {}

    /** {@code discard(reason)}. */
    record Discard(String reason) implements ScriptAnswer {}

    /** {@code hold(reason)}. */
    record Hold(String reason) implements ScriptAnswer {}

    /** {@code via(transport, hops)}. */
    record Via(String transport, List<NextHop> hops) implements ScriptAnswer {
        public Via {
            hops = List.copyOf(hops);
        }
    }

    /** {@code redirect(addresses, {sender})}. */
    record Redirect(List<Mailbox> mailboxes, ReturnPath returnPath) implements ScriptAnswer {
        public Redirect {
            mailboxes = List.copyOf(mailboxes);
        }
    }

    /** {@code limits({connections, ...})}. */
    record Limits(Shaping.Limits limits) implements ScriptAnswer {}

    /** {@code wait(time)}. */
    record Wait(Duration time) implements ScriptAnswer {}

    /** {@code giveUp()}. */
    record GiveUp() implements ScriptAnswer {}

    /** {@code unroutable(code, text)}. */
    record Unroutable(Status.Permanent status) implements ScriptAnswer {}

    /**
     * Takes the answer for what it must be. Throws {@link ScriptFailedException}, saying what was
     * returned, for anything else: nothing a script returns by mistake may count as a yes.
     */
    static ScriptAnswer of(Value value) {
        if (value.isProxyObject() && value.asProxyObject() instanceof ScriptAnswer answer) {
            return answer;
        }
        if (value.isNull() && value.toString().equals("undefined")) {
            return new Pass();
        }
        throw new ScriptFailedException("returned " + kind(value) + " and no verdict");
    }

    private static String kind(Value value) {
        if (value.isNull()) {
            return "null";
        }
        if (value.isBoolean() || value.isNumber()) {
            return value.toString();
        }
        if (value.isString()) {
            return "a string";
        }
        if (value.canExecute()) {
            return "a function";
        }
        return value.hasArrayElements() ? "an array" : "an object";
    }

    /** For the message about an answer that doesn't fit its hook: {@code permit()}. */
    default String call() {
        String name = getClass().getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1) + "()";
    }

    @Override
    default Object getMember(String key) {
        throw new UnsupportedOperationException(key);
    }

    @Override
    default Object getMemberKeys() {
        return View.array(List.of());
    }

    @Override
    default boolean hasMember(String key) {
        return false;
    }

    @Override
    default void putMember(String key, Value value) {
        throw new UnsupportedOperationException("a verdict can't be changed");
    }
}
