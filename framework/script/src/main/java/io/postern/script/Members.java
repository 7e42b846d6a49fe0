// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.Set;

/**
 * An object that a script gives to a function as its options. Throws {@link
 * IllegalArgumentException} for what it must not be.
 */
record Members(@Nullable Value object) {
    private static final Members NONE = new Members(null);

    /** The argument at an index, with no members but those that are known. */
    static Members of(Value[] call, int index, Set<String> known) {
        if (call.length <= index) {
            throw new IllegalArgumentException("options must be given");
        }
        Value object = call[index];
        if (!object.hasMembers() || object.hasArrayElements() || object.canExecute()) {
            throw new IllegalArgumentException("options must be an object");
        }
        for (String member : object.getMemberKeys()) {
            if (!known.contains(member)) {
                throw new IllegalArgumentException("there is no option '" + member + "'");
            }
        }
        return new Members(object);
    }

    /** The same, where it needn't be given. */
    static Members optional(Value[] call, int index, Set<String> known) {
        boolean given = call.length > index && !call[index].isNull();
        return given ? of(call, index, known) : NONE;
    }

    /** A member that must be there. */
    Value require(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException(name + " must be given"));
    }

    /** A string that must be there. */
    String text(String name) {
        return Arguments.text(new Value[] {require(name)}, 0, name);
    }

    /** A whole number within bounds. */
    long number(String name, long otherwise, long least, long most) {
        Optional<Value> given = find(name);
        if (given.isEmpty()) {
            return otherwise;
        }
        Value value = given.get();
        if (!value.fitsInLong() || value.asLong() < least || value.asLong() > most) {
            throw new IllegalArgumentException(
                    name + " must be a whole number from " + least + " to " + most);
        }
        return value.asLong();
    }

    /** A member, where it is given. */
    Optional<Value> find(String name) {
        Value given = object;
        return given != null && given.hasMember(name)
                ? Optional.of(given.getMember(name))
                : Optional.empty();
    }
}
