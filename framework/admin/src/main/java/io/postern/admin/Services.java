// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.event.Figure;
import io.postern.api.event.MailEvent;
import io.postern.api.lookup.DnsResolver;
import io.postern.api.lookup.LookupAnswer;
import io.postern.api.lookup.MtaSts;
import io.postern.api.mail.HostIdentity;
import io.postern.hooks.HookFigures;
import io.postern.hooks.HookInfo;
import io.postern.plugins.PluginControl;
import io.postern.queue.QueueControl;
import io.postern.server.PretendSession;
import io.postern.spool.Spool;

import java.util.List;
import java.util.Optional;

/**
 * What of Postern is there now. The API answers from the start, while the spool may still recover.
 */
interface Services {
    Optional<QueueControl> queue();

    /** Empty until the plugins have started. */
    Optional<PluginControl> plugins();

    /** Empty until recovery has read the journal. */
    Optional<Spool> spool();

    /** Empty until a configuration was applied. */
    Optional<HostIdentity> host();

    /** Empty until a listener is there. */
    Optional<PretendSession> pretendSession();

    /** Empty until a configuration was applied. */
    Optional<DnsResolver> dns();

    /** Empty until a configuration was applied. */
    Optional<MtaSts> mtaSts();

    /** Asks the lookup of that name, for some seconds at most; nothing where there is none. */
    io.postern.hooks.Answer<LookupAnswer> lookup(String name, String key)
            throws InterruptedException;

    /** {@code NAME ADDRESS:PORT} of the listeners that are bound. */
    List<String> listeners();

    /** Why others aren't. */
    List<String> listenerErrors();

    /** How many the configuration has. */
    int expectedListeners();

    /** Every hook, by interface, in the order asked. */
    List<HookInfo> hooks();

    /** How the hooks that were asked did, in no order. */
    List<HookFigures> hookFigures();

    /**
     * Applies the configuration file, and takes what has changed of the scripts; the errors, one
     * line each. Blocks for up to a minute.
     */
    List<String> apply() throws InterruptedException;

    /** What parts of the server count beside the mail. */
    List<Figure> figures();

    void publish(MailEvent event);
}
