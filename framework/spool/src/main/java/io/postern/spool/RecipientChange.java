// SPDX-License-Identifier: Apache-2.0
package io.postern.spool;

/**
 * A recipient's new state.
 *
 * @param index its place among the message's recipients, from 0
 * @param state where it stands now
 */
public record RecipientChange(int index, RecipientState state) {}
