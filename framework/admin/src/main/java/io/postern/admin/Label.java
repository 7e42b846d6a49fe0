// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import java.util.HashSet;
import java.util.Set;

/**
 * The values of a label, which must be few: each combination is a time series for ever. The first
 * ones stand for themselves, what comes later is {@code other}. Guarded by itself.
 */
final class Label {
    private static final int MOST = 50;

    private final Set<String> values = new HashSet<>();

    synchronized String value(String text) {
        if (values.contains(text)) {
            return text;
        }
        return values.size() < MOST && values.add(text) ? text : "other";
    }
}
