// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import io.postern.api.event.MailEvent;
import io.postern.api.event.MailEventListener;
import io.postern.api.mail.Client;
import io.postern.api.policy.ConnectPolicy;
import io.postern.api.policy.Verdict;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;

/**
 * The whole of a plugin, for a bundle: says which version it is, and leaves itself in a thread
 * local of each thread that calls it.
 */
public final class VersionedPlugin implements BundleActivator, ConnectPolicy, MailEventListener {
    private static final ThreadLocal<VersionedPlugin> LEFT = new ThreadLocal<>();
    private String version = "";

    @Override
    public void start(BundleContext context) {
        version = context.getBundle().getVersion().toString();
        Dictionary<String, Object> properties =
                new Hashtable<>(Map.of("postern.name", "filter", "service.ranking", 5));
        context.registerService(
                new String[] {ConnectPolicy.class.getName(), MailEventListener.class.getName()},
                this,
                properties);
    }

    @Override
    public void stop(BundleContext context) {}

    @Override
    public Verdict onConnect(Client client) {
        LEFT.set(this);
        return Verdict.defer(7, 1, version);
    }

    @Override
    public void onEvent(MailEvent event) {
        LEFT.set(this);
    }
}
