// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

/** A request that can't be answered as it is; the message is for whoever sent it. */
final class RefusedException extends RuntimeException {
    private final int status;

    RefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
