// SPDX-License-Identifier: Apache-2.0
package io.postern.testkit;

/** How {@link StubDns} misbehaves for a name. */
public enum DnsFault {
    /** SERVFAIL. */
    SERVFAIL,
    /** REFUSED. */
    REFUSED,
    /** No answer at all. */
    SILENCE,
    /** Truncated over UDP; the whole answer over TCP. */
    TRUNCATED,
    /** Truncated over UDP, silent over TCP. */
    TRUNCATED_SILENT,
    /** The right answer to another question's id. */
    WRONG_ID,
    /** Octets that are no message. */
    GARBAGE,
    /** NXDOMAIN, whatever records there are. */
    NXDOMAIN,
    /** NOERROR without records, whatever there are. */
    NODATA
}
