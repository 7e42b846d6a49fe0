// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import java.io.IOException;

/** Answers one method of one path. Blocks as it likes; each request has a virtual thread. */
@FunctionalInterface
interface Endpoint {
    Answer answer(Request request) throws IOException, InterruptedException;
}
