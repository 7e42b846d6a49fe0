// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** A package that a bundle can't do without. */
record Import(String packageName, VersionRange range) {
    /** As people say it: {@code 2.0}, {@code 1.2 below 1.5}. */
    String wanted(Version offered) {
        boolean tooOld = offered.compareTo(range.getLeft()) < 0;
        return tooOld || range.getRight() == null
                ? words(range.getLeft())
                : words(range.getLeft()) + " below " + words(range.getRight());
    }

    /** Without what is nothing. */
    static String words(Version version) {
        String text = version.getMajor() + "." + version.getMinor();
        if (version.getMicro() != 0 || !version.getQualifier().isEmpty()) {
            text += "." + version.getMicro();
        }
        return version.getQualifier().isEmpty() ? text : text + "." + version.getQualifier();
    }
}
