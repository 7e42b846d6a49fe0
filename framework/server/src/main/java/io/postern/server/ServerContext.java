// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.mail.HostIdentity;
import io.postern.hooks.MailEvents;
import io.postern.hooks.Subject;
import io.postern.spool.Spool;

import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What all sessions of a listener share.
 *
 * @param settings of the listener
 * @param host who we are, asked anew each time since a reload may change it
 * @param spool where messages go, asked anew each time
 * @param policies who has a say
 * @param limits for the next session
 * @param logins who counts failed logins
 * @param events where to say what happened
 * @param clock what time it is
 */
record ServerContext(
        ListenerSettings settings,
        Supplier<HostIdentity> host,
        Supplier<Spool> spool,
        Policies policies,
        Supplier<Limits> limits,
        LoginThrottle logins,
        MailEvents events,
        InstantSource clock) {
    /** Who may send where, by the domains and policies of now. */
    RelayDecider relay(Subject subject) {
        return new RelayDecider(host.get(), policies.relay(), subject);
    }
}
