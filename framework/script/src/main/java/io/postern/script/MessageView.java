// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.HeaderField;
import io.postern.api.mail.Message;
import io.postern.api.policy.HeaderEdit;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * {@code message}, for scripts. What a script does to the headers is noted, seen by its later looks
 * at them, and made by the core if the script ends well: all of it, or nothing.
 */
final class MessageView extends View {
    private static final Set<String> MEMBERS = Set.of("size", "headers", "body");

    private final Message message;
    private final HeadersView headers;
    private final ProxyExecutable body = this::body;
    private final List<HeaderEdit> edits = new ArrayList<>();
    private int edited;
    private @Nullable List<HeaderField> fields;

    MessageView(Scope scope, Message message) {
        super(scope, MEMBERS);
        this.message = message;
        this.headers = new HeadersView(scope);
    }

    /** In the order they were made. */
    List<HeaderEdit> edits() {
        return List.copyOf(edits);
    }

    @Override
    Object member(String name) {
        return switch (name) {
            case "size" -> message.size();
            case "headers" -> headers;
            case "body" -> body;
            default -> throw new UnsupportedOperationException(name);
        };
    }

    private Object body(Value... arguments) {
        scope().check();
        if (arguments.length == 0) {
            return BodyText.read(message, Limits.ANSWER);
        }
        Value octets = arguments[0];
        if (!octets.fitsInInt() || octets.asInt() < 0 || octets.asInt() > BodyText.MOST) {
            throw new IllegalArgumentException("octets must be from 0 to " + BodyText.MOST);
        }
        return BodyText.read(message, octets.asInt());
    }

    private List<HeaderField> fields() {
        List<HeaderField> known = fields;
        if (known == null) {
            known = new ArrayList<>(message.headers());
            fields = known;
        }
        return known;
    }

    private void add(String name, String value) {
        note(new HeaderEdit.Add(name, value), name.length() + value.length());
        fields().addFirst(new HeaderField(name, value));
    }

    private void remove(String name) {
        note(new HeaderEdit.Remove(name), name.length());
        fields().removeIf(field -> field.is(name));
    }

    private void note(HeaderEdit edit, int size) {
        edited += size;
        if (edited > Limits.ANSWER) {
            throw new IllegalArgumentException(
                    "more than " + Limits.ANSWER + " characters of header edits");
        }
        edits.add(edit);
    }

    /** {@code message.headers}. */
    private final class HeadersView extends View {
        private static final Set<String> FUNCTIONS =
                Set.of("get", "all", "add", "remove", "replace");

        private final ProxyExecutable get = arguments -> get(Arguments.text(arguments, 0, "name"));
        private final ProxyExecutable all = arguments -> all(Arguments.text(arguments, 0, "name"));
        private final ProxyExecutable add = this::add;
        private final ProxyExecutable remove = this::remove;
        private final ProxyExecutable replace = this::replace;

        HeadersView(Scope scope) {
            super(scope, FUNCTIONS);
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
                    fields().stream()
                            .filter(field -> field.is(name))
                            .map(HeaderField::value)
                            .toList());
        }

        private @Nullable Object add(Value... arguments) {
            scope().check();
            MessageView.this.add(
                    Arguments.text(arguments, 0, "name"), Arguments.text(arguments, 1, "value"));
            return null;
        }

        private @Nullable Object remove(Value... arguments) {
            scope().check();
            MessageView.this.remove(Arguments.text(arguments, 0, "name"));
            return null;
        }

        /** Both or neither: a value that can't be added leaves what was. */
        private @Nullable Object replace(Value... arguments) {
            scope().check();
            String name = Arguments.text(arguments, 0, "name");
            HeaderEdit.Add added = new HeaderEdit.Add(name, Arguments.text(arguments, 1, "value"));
            MessageView.this.remove(name);
            MessageView.this.add(name, added.value());
            return null;
        }
    }
}
