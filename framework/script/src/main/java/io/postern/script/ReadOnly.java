// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyObject;

import java.util.List;
import java.util.Map;

/** An object with members of ours that a script can only read. */
record ReadOnly(Map<String, Object> members) implements ProxyObject {
    ReadOnly {
        members = Map.copyOf(members);
    }

    @Override
    public Object getMember(String key) {
        return members.getOrDefault(key, "");
    }

    @Override
    public Object getMemberKeys() {
        return View.array(List.copyOf(members.keySet()));
    }

    @Override
    public boolean hasMember(String key) {
        return members.containsKey(key);
    }

    @Override
    public void putMember(String key, Value value) {
        throw new UnsupportedOperationException("can't be set: " + key);
    }
}
