// SPDX-License-Identifier: Apache-2.0
/**
 * Measures an SMTP server from outside: {@link io.postern.bench.Generator} sends, {@link
 * io.postern.bench.Sink} takes, {@link io.postern.bench.Ledger} compares what was promised with
 * what came. Each has a few threads with a selector ({@link io.postern.bench.Loop}); a connection
 * belongs to one of them. Knows nothing of any server's inside, and makes no octet of mail twice.
 */
@NullMarked
package io.postern.bench;

import org.jspecify.annotations.NullMarked;
