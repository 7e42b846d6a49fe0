// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import java.util.List;
import java.util.Map;

/** What plugins there are, and the orders of an operator. A service; safe for many threads. */
public interface PluginControl {
    /** All of them, those of the distribution too, by name. Never blocks. */
    List<PluginState> plugins();

    /** What is wrong with files in {@code plugins/}, by their name. Never blocks. */
    Map<String, String> troubles();

    /** Where jars are fetched from that are named by coordinates; empty where that isn't said. */
    String repository();

    /**
     * Carries out an order, after those before it. Blocks until it is done or refused, for up to
     * two minutes; what takes longer goes on and is {@link PluginAnswer.Late}.
     */
    PluginAnswer carryOut(PluginOrder order) throws InterruptedException;
}
