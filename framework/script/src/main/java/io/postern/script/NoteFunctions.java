// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.script.EnvelopeViews.ClientView;
import io.postern.script.EnvelopeViews.TransactionView;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * {@code note} of the host module: names by which hooks of one session, or of one message, leave
 * each other a value. One for a script.
 */
final class NoteFunctions implements HostFunctions {
    private static final int LONGEST_NAME = 64;

    private final Notes notes = new Notes();

    @Override
    public Map<String, Object> functions(Worker worker) {
        return Map.of(
                "noteSession", function(call -> note(NoteFunctions::session, call)),
                "noteMessage", function(call -> note(NoteFunctions::message, call)));
    }

    private static ProxyExecutable function(ProxyExecutable body) {
        return body;
    }

    /** Finds what a note is about in what a hook was handed. */
    @FunctionalInterface
    private interface Subject {
        Object of(Object view);
    }

    private ReadOnly note(Subject subject, Value... call) {
        String name = Arguments.text(call, 0, "name");
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "name must have 1 to " + LONGEST_NAME + " characters");
        }
        Object otherwise = value(call, 1);
        return new ReadOnly(
                Map.of(
                        "get",
                        function(about -> notes.get(about(subject, about), name, otherwise)),
                        "set",
                        function(about -> set(about(subject, about), name, otherwise, about))));
    }

    private @Nullable Object set(Object about, String name, Object otherwise, Value... call) {
        Object value = value(call, 1);
        if (!value.getClass().equals(otherwise.getClass())) {
            throw new IllegalArgumentException(
                    "the note '" + name + "' must be what its default is");
        }
        notes.set(about, name, value);
        return null;
    }

    private static Object about(Subject subject, Value... call) {
        Arguments.require(call, 0, "whose note it is");
        Object view = call[0].isProxyObject() ? call[0].asProxyObject() : call[0];
        return subject.of(view);
    }

    private static Object session(Object view) {
        if (view instanceof ClientView client) {
            return client.subject();
        }
        throw new IllegalArgumentException("a session's note needs the client");
    }

    private static Object message(Object view) {
        if (view instanceof TransactionView transaction) {
            return transaction.subject();
        }
        throw new IllegalArgumentException("a message's note needs the transaction");
    }

    private static Object value(Value[] call, int index) {
        Arguments.require(call, index, "a value");
        Value value = call[index];
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        if (value.fitsInDouble()) {
            return value.asDouble();
        }
        return Arguments.text(call, index, "a note's value");
    }
}
