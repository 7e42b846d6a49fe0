// SPDX-License-Identifier: Apache-2.0
/** What the hot paths cost, by JMH. Never shipped. */
@NullMarked
package io.postern.benchmarks;

import org.jspecify.annotations.NullMarked;
