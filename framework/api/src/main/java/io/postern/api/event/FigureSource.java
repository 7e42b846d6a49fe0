// SPDX-License-Identifier: Apache-2.0
package io.postern.api.event;

import org.osgi.annotation.versioning.ConsumerType;

import java.util.List;

/** A part of the server that has figures to show with its metrics. A service. */
@ConsumerType
@FunctionalInterface
public interface FigureSource {
    /**
     * The figures of now. Asked at each look at the metrics, from several threads; must not block.
     * There must be few, whatever clients do: each name with its labels is a time series for ever.
     */
    List<Figure> figures();
}
