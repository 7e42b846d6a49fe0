// SPDX-License-Identifier: Apache-2.0
/** What the bundles of the tests do; each is packed into a jar of its own. */
package io.postern.launcher.bundle;
