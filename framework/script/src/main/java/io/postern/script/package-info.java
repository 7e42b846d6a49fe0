// SPDX-License-Identifier: Apache-2.0
/**
 * Policies written in JavaScript, each exported function a hook of the API. Alone sees GraalVM.
 *
 * <p>From outside in: {@link io.postern.script.Scripts} is the component; a {@link
 * io.postern.script.Script} is one file with its hooks; a {@link io.postern.script.Generation} is
 * one compiled state of it, with threads ({@link io.postern.script.Worker}) that each own a sandbox
 * ({@link io.postern.script.Sandbox}); a {@link io.postern.script.Call} is one question to it.
 */
@NullMarked
package io.postern.script;

import org.jspecify.annotations.NullMarked;
