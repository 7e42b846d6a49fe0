// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * What a script has noted about sessions and transactions: gone when those are, since they are held
 * weakly. Kept over a change of the script. Guarded by itself.
 */
final class Notes {
    /** Characters of all notes about one session or transaction. */
    static final int MOST = 8 * 1024;

    /** What a number or a yes takes up. */
    private static final int SMALL = 8;

    /** The values of the mail API that notes are about: the server's equal only themselves. */
    private final Map<Object, Map<String, Object>> notes = new WeakHashMap<>();

    /** What was noted, or the other where nothing was. */
    synchronized Object get(Object about, String name, Object otherwise) {
        return notes.getOrDefault(about, Map.of()).getOrDefault(name, otherwise);
    }

    /** Notes it in the place of what was. Throws where there is too much already. */
    synchronized void set(Object about, String name, Object value) {
        Map<String, Object> all = new HashMap<>(notes.getOrDefault(about, Map.of()));
        all.put(name, value);
        int size = 0;
        for (Map.Entry<String, Object> note : all.entrySet()) {
            size += note.getKey().length() + size(note.getValue());
        }
        if (size > MOST) {
            throw new IllegalArgumentException("more than " + MOST + " characters of notes");
        }
        notes.put(about, all);
    }

    /** Of how many sessions and transactions there are notes. */
    synchronized int size() {
        return notes.size();
    }

    private static int size(Object value) {
        return value instanceof String text ? text.length() : SMALL;
    }
}
