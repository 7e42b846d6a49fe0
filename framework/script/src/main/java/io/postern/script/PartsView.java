// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import io.postern.api.mail.HeaderField;

import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;

import java.util.List;
import java.util.Set;

/** {@code message.parts()}, for scripts: a list, with the member {@code truncated}. */
final class PartsView extends View implements ProxyArray {
    private final MimeParts parts;

    PartsView(Scope scope, MimeParts parts) {
        super(scope, Set.of("truncated"));
        this.parts = parts;
    }

    @Override
    Object member(String name) {
        return parts.truncated();
    }

    @Override
    public Object get(long index) {
        scope().check();
        return new PartView(scope(), parts.parts().get(index(index, parts.parts().size())));
    }

    @Override
    public void set(long index, Value value) {
        throw new UnsupportedOperationException("can't be set");
    }

    @Override
    public long getSize() {
        return parts.parts().size();
    }

    /** One of them. */
    private static final class PartView extends View {
        private static final Set<String> MEMBERS =
                Set.of(
                        "type",
                        "charset",
                        "encoding",
                        "disposition",
                        "filename",
                        "headers",
                        "size",
                        "text",
                        "sha256");

        private final MimePart part;

        PartView(Scope scope, MimePart part) {
            super(scope, MEMBERS);
            this.part = part;
        }

        @Override
        Object member(String name) {
            return switch (name) {
                case "type" -> part.head().type();
                case "charset" -> part.head().charset();
                case "encoding" -> part.head().encoding();
                case "disposition" -> part.head().disposition();
                case "filename" -> part.head().filename();
                case "headers" -> new FieldsView(scope(), part.head().fields());
                case "size" -> part.size();
                case "text" -> function(this::text);
                case "sha256" -> function(_ -> part.sha256());
                default -> throw new UnsupportedOperationException(name);
            };
        }

        private static ProxyExecutable function(ProxyExecutable body) {
            return body;
        }

        private Object text(Value... arguments) {
            scope().check();
            if (arguments.length == 0) {
                return part.text(Limits.ANSWER);
            }
            Value octets = arguments[0];
            if (!octets.fitsInInt() || octets.asInt() < 0 || octets.asInt() > Limits.ANSWER) {
                throw new IllegalArgumentException("octets must be from 0 to " + Limits.ANSWER);
            }
            return part.text(octets.asInt());
        }
    }

    /** Fields that are only looked at. */
    private static final class FieldsView extends View {
        private final List<HeaderField> fields;

        FieldsView(Scope scope, List<HeaderField> fields) {
            super(scope, Set.of("get", "all"));
            this.fields = fields;
        }

        @Override
        Object member(String name) {
            ProxyExecutable function = name.equals("get") ? this::first : this::all;
            return function;
        }

        /** The topmost value; the empty string where there is none. */
        private Object first(Value... arguments) {
            List<String> values = values(arguments);
            return values.isEmpty() ? "" : values.getFirst();
        }

        private Object all(Value... arguments) {
            return array(values(arguments));
        }

        private List<String> values(Value... arguments) {
            scope().check();
            String name = Arguments.text(arguments, 0, "name");
            return fields.stream().filter(field -> field.is(name)).map(HeaderField::value).toList();
        }
    }
}
