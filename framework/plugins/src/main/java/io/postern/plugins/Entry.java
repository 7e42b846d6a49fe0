// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import java.util.Locale;
import java.util.Set;

/**
 * What a jar's directory says of an entry.
 *
 * @param packed octets in the file
 * @param size octets unpacked
 * @param offset where its local header is
 * @param kind of file, the top four bits of a Unix mode; 0 where it isn't said
 */
record Entry(
        String name,
        int flags,
        int method,
        int checksum,
        long packed,
        long size,
        long offset,
        int kind) {
    private static final int ENCRYPTED = 1;
    private static final Set<Integer> METHODS = Set.of(0, 8);

    /** Nothing said, a folder, a file. */
    private static final Set<Integer> KINDS = Set.of(0, 4, 8);

    boolean isClass() {
        return name.endsWith(".class");
    }

    boolean isFolder() {
        return name.endsWith("/");
    }

    /** The same for all names that a disk may take for one. */
    String key() {
        String plain = isFolder() ? name.substring(0, name.length() - 1) : name;
        return plain.toLowerCase(Locale.ROOT);
    }

    Refusal broken() {
        return new Refusal("its entry " + name + " is broken");
    }

    /** Refuses names that lead elsewhere, and what is no file. */
    void check() throws Refusal {
        if (!KINDS.contains(kind)) {
            throw new Refusal("its entry " + name + " is a link or a device");
        }
        if ((flags & ENCRYPTED) != 0 || !METHODS.contains(method)) {
            throw new Refusal("its entry " + name + " is encrypted or packed in another way");
        }
        String path = isFolder() ? name.substring(0, name.length() - 1) : name;
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw new Refusal("its entry " + name + " leads out of the jar");
            }
        }
        if (name.indexOf('\\') >= 0 || name.indexOf(':') >= 0 || name.matches(".*\\p{Cntrl}.*")) {
            throw new Refusal("its entry " + name + " has a name that isn't a plain path");
        }
    }
}
