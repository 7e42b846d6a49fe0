// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Value;

import java.util.Optional;
import java.util.Set;

/**
 * An object that a script gives to a function as its options. Throws {@link
 * IllegalArgumentException} for what it must not be.
 */
record Members(Value object) {
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

    private Optional<Value> find(String name) {
        return object.hasMember(name) ? Optional.of(object.getMember(name)) : Optional.empty();
    }
}
