// SPDX-License-Identifier: Apache-2.0
package io.postern.bench;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How each session logs in: by AUTH PLAIN (RFC 4616). */
public record Login(String user, String password) {
    /** Not at all. */
    public static final Login NONE = new Login("", "");

    boolean isWanted() {
        return !user.isEmpty();
    }

    /** What follows the mechanism's name. */
    String initialResponse() {
        byte[] text = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(text);
    }

    @Override
    public String toString() {
        return "Login[" + user.replaceAll("\\p{Cntrl}", "?") + "]";
    }
}
