// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

/**
 * On which terms a jar is taken.
 *
 * @param accept whatever it states that it uses
 * @param share of the calls for a version that is on trial; 1 where it isn't
 * @param who wants it
 */
record Terms(boolean accept, double share, String who) {
    boolean isTrial() {
        return share < 1;
    }
}
