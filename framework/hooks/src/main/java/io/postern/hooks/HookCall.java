// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

/** One call of a hook: {@code policy -> policy.onSender(transaction)}. */
@FunctionalInterface
public interface HookCall<H, A> {
    /** Calls it. */
    A on(H hook) throws InterruptedException;
}
