// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Headers;
import io.postern.api.policy.HeaderEdit;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code headers}, for scripts. What a script does to them is noted, and seen by its later looks at
 * them.
 */
final class HeadersView extends View {
    private static final Set<String> FUNCTIONS = Set.of("get", "all", "add", "remove", "replace");

    private final ProxyExecutable get = arguments -> get(Arguments.text(arguments, 0, "name"));
    private final ProxyExecutable all = arguments -> all(Arguments.text(arguments, 0, "name"));
    private final ProxyExecutable add = this::add;
    private final ProxyExecutable remove = this::remove;
    private final ProxyExecutable replace = this::replace;
    private final Headers headers;
    private final MessageEdits edits;
    private @Nullable List<HeaderField> fields;

    /**
     * @param edits takes what is done to them
     */
    HeadersView(Scope scope, Headers headers, MessageEdits edits) {
        super(scope, FUNCTIONS);
        this.headers = headers;
        this.edits = edits;
    }

    @Override
    Object member(String name) {
        return switch (name) {
            case "get" -> get;
            case "all" -> all;
            case "add" -> add;
            case "remove" -> remove;
            case "replace" -> replace;
            default -> throw new UnsupportedOperationException(name);
        };
    }

    private List<HeaderField> fields() {
        List<HeaderField> known = fields;
        if (known == null) {
            known = new ArrayList<>(headers.headers());
            fields = known;
        }
        return known;
    }

    /** The topmost value; the empty string where there is none. */
    private Object get(String name) {
        scope().check();
        for (HeaderField field : fields()) {
            if (field.is(name)) {
                return field.value();
            }
        }
        return "";
    }

    private Object all(String name) {
        scope().check();
        return array(
                fields().stream().filter(field -> field.is(name)).map(HeaderField::value).toList());
    }

    private @Nullable Object add(Value... arguments) {
        scope().check();
        add(Arguments.text(arguments, 0, "name"), Arguments.text(arguments, 1, "value"));
        return null;
    }

    private @Nullable Object remove(Value... arguments) {
        scope().check();
        remove(Arguments.text(arguments, 0, "name"));
        return null;
    }

    /** Both or neither: a value that can't be added leaves what was. */
    private @Nullable Object replace(Value... arguments) {
        scope().check();
        String name = Arguments.text(arguments, 0, "name");
        HeaderEdit.Add added = new HeaderEdit.Add(name, Arguments.text(arguments, 1, "value"));
        remove(name);
        add(name, added.value());
        return null;
    }

    private void add(String name, String value) {
        edits.note(new HeaderEdit.Add(name, value), name.length() + value.length());
        fields().addFirst(new HeaderField(name, value));
    }

    private void remove(String name) {
        edits.note(new HeaderEdit.Remove(name), name.length());
        fields().removeIf(field -> field.is(name));
    }
}
