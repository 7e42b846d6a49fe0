// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.transport.Rate;
import io.postern.api.transport.Shaping;
import io.postern.api.transport.TlsLevel;

import org.graalvm.polyglot.Value;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the object that {@code limits} is given. */
final class ShapingLimits {
    private static final Set<String> MEMBERS =
            Set.of(
                    "connections",
                    "connectionRate",
                    "messageRate",
                    "messagesPerConnection",
                    "pool",
                    "tls");

    private ShapingLimits() {}

    /**
     * Throws {@link IllegalArgumentException} where a member is unknown or isn't what it must be.
     */
    static Shaping.Limits of(Value value) {
        if (!value.hasMembers() || value.hasArrayElements()) {
            throw new IllegalArgumentException("limits must be an object");
        }
        for (String member : value.getMemberKeys()) {
            if (!MEMBERS.contains(member)) {
                throw new IllegalArgumentException("there is no limit '" + member + "'");
            }
        }
        return new Shaping.Limits(
                number(value, "connections"),
                text(value, "connectionRate").map(Rate::parse),
                text(value, "messageRate").map(Rate::parse),
                number(value, "messagesPerConnection"),
                text(value, "pool"),
                text(value, "tls").map(ShapingLimits::level));
    }

    private static OptionalInt number(Value value, String name) {
        if (!value.hasMember(name)) {
            return OptionalInt.empty();
        }
        if (!value.getMember(name).fitsInInt()) {
            throw new IllegalArgumentException(name + " must be a whole number");
        }
        return OptionalInt.of(value.getMember(name).asInt());
    }

    private static Optional<String> text(Value value, String name) {
        if (!value.hasMember(name)) {
            return Optional.empty();
        }
        if (!value.getMember(name).isString()) {
            throw new IllegalArgumentException(name + " must be a string");
        }
        return Optional.of(value.getMember(name).asString());
    }

    private static TlsLevel level(String word) {
        return TlsLevel.of(word)
                .orElseThrow(
                        () -> new IllegalArgumentException("there is no TLS level '" + word + "'"));
    }
}
