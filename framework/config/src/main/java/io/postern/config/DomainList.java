// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Reads the values of a key that holds one domain or a list of them. */
final class DomainList {
    private DomainList() {}

    /**
     * Those that {@code format} finds good, in lower case.
     *
     * @param key for messages
     */
    static List<Item> read(
            String key, Node node, Function<String, Parsed> format, Problems problems) {
        List<Node> nodes = node instanceof Node.Sequence list ? list.items() : List.of(node);
        List<Item> items = new ArrayList<>();
        for (Node item : nodes) {
            switch (item) {
                case Node.Scalar scalar
                        when format.apply(scalar.text()) instanceof Parsed.Bad bad ->
                        problems.report(item.at(), key + ": " + bad.why());
                case Node.Scalar scalar ->
                        items.add(new Item(item.at(), scalar.text().toLowerCase(Locale.ROOT)));
                case Node.Sequence _, Node.Mapping _ ->
                        problems.report(
                                item.at(), key + ": expected a domain or a list of domains");
            }
        }
        return items;
    }

    /** One domain. */
    record Item(Place at, String text) {}
}
