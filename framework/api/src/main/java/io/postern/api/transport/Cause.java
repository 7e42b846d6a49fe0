// SPDX-License-Identifier: Apache-2.0
package io.postern.api.transport;

/** What kept a recipient from being delivered, in the few classes that retry rules tell apart. */
public enum Cause {
    /** Nobody answered, or the connection was lost. */
    CONNECT,
    /** The DNS couldn't say where the mail goes. */
    DNS,
    /** TLS is needed and couldn't be had as it must be. */
    TLS,
    /** The host puts off whoever it doesn't know yet. */
    GREYLISTED,
    /** The host says that we send too much or too fast. */
    RATE_LIMITED,
    /** The mailbox has no room. */
    MAILBOX_FULL,
    /** The host has trouble of its own. */
    SERVER,
    /** Nobody was asked, or the trouble is here. */
    LOCAL,
    /** None of those. */
    OTHER
}
