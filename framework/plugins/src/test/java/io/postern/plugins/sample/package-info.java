// SPDX-License-Identifier: Apache-2.0
/** What the tests' plugins are made of. */
package io.postern.plugins.sample;
