// SPDX-License-Identifier: Apache-2.0
/** A plugin that the tests install. */
@NullMarked
package io.postern.testserver.sample;

import org.jspecify.annotations.NullMarked;
