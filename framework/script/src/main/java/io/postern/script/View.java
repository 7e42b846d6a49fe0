// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyObject;

import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * A mail value as a script sees it: its members, read when they are asked for; nothing can be set.
 * What comes from the network is only ever a value, never the name of a member. Ends with its call.
 */
abstract class View implements ProxyObject {
    private final Scope scope;
    private final Set<String> members;

    View(Scope scope, Set<String> members) {
        this.scope = scope;
        this.members = members;
    }

    /** The value of one of the members. */
    abstract Object member(String name);

    Scope scope() {
        return scope;
    }

    @Override
    public final Object getMember(String key) {
        scope.check();
        return member(key);
    }

    @Override
    public final boolean hasMember(String key) {
        return members.contains(key);
    }

    @Override
    public final Object getMemberKeys() {
        return array(List.copyOf(members));
    }

    @Override
    public final void putMember(String key, Value value) {
        throw new UnsupportedOperationException("can't be set: " + key);
    }

    /** A list whose elements are made when they are asked for. */
    static ProxyArray array(int size, IntFunction<Object> element) {
        return new ProxyArray() {
            @Override
            public Object get(long index) {
                return element.apply(index(index, size));
            }

            @Override
            public void set(long index, Value value) {
                throw new UnsupportedOperationException("can't be set");
            }

            @Override
            public long getSize() {
                return size;
            }
        };
    }

    /** An index of a list. Any other throws what JavaScript takes for undefined. */
    static int index(long index, int size) {
        if (index < 0 || index >= size) {
            throw new ArrayIndexOutOfBoundsException((int) index);
        }
        return (int) index;
    }

    /** A list of values. */
    static ProxyArray array(List<?> values) {
        return array(values.size(), values::get);
    }
}
