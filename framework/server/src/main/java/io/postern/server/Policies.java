// SPDX-License-Identifier: Apache-2.0
package io.postern.server;

import io.postern.api.auth.Authenticator;
import io.postern.api.policy.CommandHandler;
import io.postern.api.policy.ConnectPolicy;
import io.postern.api.policy.DisconnectListener;
import io.postern.api.policy.HeaderPolicy;
import io.postern.api.policy.HeloPolicy;
import io.postern.api.policy.LoginPolicy;
import io.postern.api.policy.MessagePolicy;
import io.postern.api.policy.RecipientPolicy;
import io.postern.api.policy.RelayPolicy;
import io.postern.api.policy.SenderPolicy;
import io.postern.hooks.HookChain;
import io.postern.hooks.HookHost;

import org.osgi.framework.BundleContext;

import java.time.Duration;
import java.util.List;

/**
 * The hooks of a session. They come and go while sessions run; each call finds those that are
 * there.
 */
record Policies(
        HookChain<ConnectPolicy> connect,
        HookChain<HeloPolicy> helo,
        HookChain<SenderPolicy> sender,
        HookChain<RelayPolicy> relay,
        HookChain<RecipientPolicy> recipient,
        HookChain<HeaderPolicy> headers,
        HookChain<MessagePolicy> message,
        HookChain<Authenticator> authenticator,
        HookChain<LoginPolicy> login,
        HookChain<CommandHandler> command,
        HookChain<DisconnectListener> disconnect)
        implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Follows the services of a framework. */
    static Policies open(BundleContext context, HookHost hooks) {
        return new Policies(
                HookChain.open(context, ConnectPolicy.class, LIMIT, hooks),
                HookChain.open(context, HeloPolicy.class, LIMIT, hooks),
                HookChain.open(context, SenderPolicy.class, LIMIT, hooks),
                HookChain.open(context, RelayPolicy.class, LIMIT, hooks),
                HookChain.open(context, RecipientPolicy.class, LIMIT, hooks),
                HookChain.open(context, HeaderPolicy.class, LIMIT, hooks),
                HookChain.open(context, MessagePolicy.class, LIMIT, hooks),
                HookChain.open(context, Authenticator.class, LIMIT, hooks),
                HookChain.open(context, LoginPolicy.class, LIMIT, hooks),
                HookChain.open(context, CommandHandler.class, LIMIT, hooks),
                HookChain.open(context, DisconnectListener.class, LIMIT, hooks));
    }

    @Override
    public void close() {
        for (HookChain<?> chain :
                List.of(
                        connect,
                        helo,
                        sender,
                        relay,
                        recipient,
                        headers,
                        message,
                        authenticator,
                        login,
                        command,
                        disconnect)) {
            chain.close();
        }
    }
}
