// SPDX-License-Identifier: Apache-2.0
package io.postern.admin;

import io.postern.api.auth.Authenticator;
import io.postern.api.event.MailEventListener;
import io.postern.api.lookup.Lookup;
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
import io.postern.api.routing.Router;
import io.postern.api.transport.RetrySchedule;
import io.postern.api.transport.ShapingPolicy;
import io.postern.api.transport.Transport;
import io.postern.hooks.HookInfo;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The hooks that are services now, in the order they are asked: the order of a message's way, then
 * {@code service.ranking} descending, then {@code service.id} ascending. Looks at references only:
 * nothing is instantiated by being listed.
 */
final class HookList {
    private static final List<Class<?>> HOOKS =
            List.of(
                    ConnectPolicy.class,
                    HeloPolicy.class,
                    CommandHandler.class,
                    Authenticator.class,
                    LoginPolicy.class,
                    SenderPolicy.class,
                    RelayPolicy.class,
                    RecipientPolicy.class,
                    HeaderPolicy.class,
                    MessagePolicy.class,
                    DisconnectListener.class,
                    Router.class,
                    Transport.class,
                    ShapingPolicy.class,
                    RetrySchedule.class,
                    MailEventListener.class,
                    Lookup.class);

    private final BundleContext context;

    HookList(BundleContext context) {
        this.context = context;
    }

    List<HookInfo> hooks() {
        return HOOKS.stream().flatMap(this::hooks).toList();
    }

    private Stream<HookInfo> hooks(Class<?> hook) {
        try {
            ServiceReference<?>[] references =
                    context.getAllServiceReferences(hook.getName(), null);
            return references == null
                    ? Stream.empty()
                    : Arrays.stream(references)
                            .sorted(Comparator.reverseOrder())
                            .map(reference -> info(hook, reference));
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HookInfo info(Class<?> hook, ServiceReference<?> reference) {
        Map<String, Object> properties = new HashMap<>();
        for (String key : reference.getPropertyKeys()) {
            properties.put(key, reference.getProperty(key));
        }
        String type = properties.getOrDefault("postern.type", "").toString();
        String component = properties.getOrDefault("component.name", "").toString();
        String fallback = type.isEmpty() ? component : type;
        return new HookInfo(
                hook.getSimpleName(),
                properties.getOrDefault("postern.name", fallback).toString(),
                type,
                plugin(reference.getBundle()),
                properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0,
                properties);
    }

    private static String plugin(Bundle bundle) {
        return bundle == null ? "gone" : bundle.getSymbolicName() + "/" + bundle.getVersion();
    }
}
