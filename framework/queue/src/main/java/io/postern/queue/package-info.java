// SPDX-License-Identifier: Apache-2.0
/**
 * Decides where each recipient goes, when it is tried, and what the sender hears of it. Does no I/O
 * itself, apart from one small file that remembers a pause. One thread owns all state ({@code
 * QueueLoop}); routers, transports and bounces have virtual threads of their own ({@code Workers})
 * and tell it what came of them. {@code Flow} has the table of states.
 */
@Version("1.0.0")
@Export
@NullMarked
package io.postern.queue;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
