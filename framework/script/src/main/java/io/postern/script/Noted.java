// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/** One line of the record that scripts are rehearsed with. */
sealed interface Noted permits Asked, Noted.OfDns, Noted.OfLookup, Noted.Loaded {
    /** When. */
    Instant at();

    /** About how much memory it takes while it waits to be written, in octets. */
    int weight();

    /**
     * What the DNS said to a script.
     *
     * @param type {@code mx}, {@code addresses}, {@code a}, {@code txt} or {@code ptr}
     * @param records as text; of MX with the preference before the host
     * @param none why there are no records: {@code no-domain}, {@code no-record}, or {@code unknown
     *     REASON}; empty where there are
     */
    record OfDns(Instant at, String type, String name, List<String> records, String none)
            implements Noted {
        public OfDns {
            records = List.copyOf(records);
        }

        @Override
        public int weight() {
            return 100 + name.length() + records.stream().mapToInt(String::length).sum();
        }
    }

    /**
     * What a lookup said to a script.
     *
     * @param none {@code absent}, or {@code unknown REASON}; empty where there are values
     */
    record OfLookup(Instant at, String lookup, String key, List<String> values, String none)
            implements Noted {
        public OfLookup {
            values = List.copyOf(values);
        }

        @Override
        public int weight() {
            return 100 + key.length() + values.stream().mapToInt(String::length).sum();
        }
    }

    /** The scripts that run from now on, in the order they are asked. */
    record Loaded(Instant at, List<Entry> scripts) implements Noted {
        public Loaded {
            scripts = List.copyOf(scripts);
        }

        @Override
        public int weight() {
            return 100 + 200 * scripts.size();
        }
    }

    /**
     * One script.
     *
     * @param options a JSON object
     */
    record Entry(String name, Set<String> listeners, String options) {
        public Entry {
            listeners = Set.copyOf(listeners);
        }
    }
}
