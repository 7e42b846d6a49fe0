// SPDX-License-Identifier: Apache-2.0
package io.postern.api.mail;

/**
 * One field of a header section.
 *
 * @param name as written
 * @param value unfolded (RFC 5322 section 2.2.3), without the space after the colon; octets above
 *     127 are read as UTF-8 and stand as U+FFFD where they aren't
 */
public record HeaderField(String name, String value) {
    /** Whether the field has this name; letter case says nothing. */
    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }
}
