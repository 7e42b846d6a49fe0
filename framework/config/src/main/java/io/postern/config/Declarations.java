// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.util.List;
import java.util.Optional;

/** All that can be configured. */
record Declarations(List<Declaration> all) {
    Declarations {
        all = List.copyOf(all);
    }

    /** Those that own a section, which aren't plugins. */
    List<Declaration> sections() {
        return all.stream().filter(declaration -> declaration.type().isEmpty()).toList();
    }

    Optional<Declaration> section(String key) {
        return sections().stream()
                .filter(declaration -> declaration.section().equals(key))
                .findFirst();
    }

    Optional<Declaration> plugin(HookSection section, String type) {
        return all.stream()
                .filter(d -> d.section().equals(section.key()) && d.type().equals(type))
                .findFirst();
    }

    /** The types there are plugins for. */
    List<String> types(HookSection section) {
        return all.stream()
                .filter(d -> d.section().equals(section.key()) && !d.type().isEmpty())
                .map(Declaration::type)
                .toList();
    }
}
