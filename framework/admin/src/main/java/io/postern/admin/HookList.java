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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The hooks that are services now, in the order they are asked: the order of a message's way, then
 * {@code service.ranking} descending, then {@code service.id} ascending; versions of a plugin's
 * hook stand together, where the oldest does. Looks at references only: nothing is instantiated by
 * being listed.
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

    private static final Comparator<long[]> OSGI =
            Comparator.<long[]>comparingLong(rank -> -rank[0]).thenComparingLong(rank -> rank[1]);

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
                    : places(hook, references).stream()
                            .sorted(Comparator.comparing(HookList::rank, OSGI))
                            .flatMap(List::stream)
                            .map(Listed::info);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Those of one plugin that are versions of each other are together, the newest first. */
    private static Collection<List<Listed>> places(
            Class<?> hook, ServiceReference<?>[] references) {
        Map<List<Object>, List<Listed>> places = new LinkedHashMap<>();
        Set<List<Object>> taken = new HashSet<>();
        Arrays.stream(references)
                .map(reference -> Listed.of(reference, info(hook, reference)))
                .sorted(
                        Comparator.comparingLong(Listed::bundle)
                                .reversed()
                                .thenComparingLong(Listed::id))
                .forEach(
                        listed -> {
                            int number = 0;
                            while (!taken.add(listed.key(number, listed.bundle()))) {
                                number++;
                            }
                            places.computeIfAbsent(listed.key(number, 0), _ -> new ArrayList<>())
                                    .add(listed);
                        });
        return places.values();
    }

    /** A place has the ranking of its oldest version. */
    private static long[] rank(List<Listed> place) {
        return new long[] {
            place.getLast().info().ranking(), place.stream().mapToLong(Listed::id).min().orElse(0)
        };
    }

    private static HookInfo info(Class<?> hook, ServiceReference<?> reference) {
        Map<String, Object> properties = new HashMap<>();
        for (String key : reference.getPropertyKeys()) {
            properties.put(key, reference.getProperty(key));
        }
        String type = properties.getOrDefault("postern.type", "").toString();
        String component = properties.getOrDefault("component.name", "").toString();
        String className = component.substring(component.lastIndexOf('.') + 1);
        String fallback = type.isEmpty() ? className : type;
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

    /**
     * One service.
     *
     * @param bundle its id
     * @param id {@code service.id}
     */
    private record Listed(HookInfo info, long bundle, long id) {
        static Listed of(ServiceReference<?> reference, HookInfo info) {
            Bundle bundle = reference.getBundle();
            return new Listed(
                    info,
                    bundle == null ? -1 : bundle.getBundleId(),
                    (Long) reference.getProperty(Constants.SERVICE_ID));
        }

        List<Object> key(int number, long ofBundle) {
            String plugin = info.plugin().substring(0, info.plugin().lastIndexOf('/') + 1);
            Object pid = info.properties().getOrDefault(Constants.SERVICE_PID, "");
            return List.of(
                    plugin,
                    info.name(),
                    pid instanceof String[] many ? List.of(many) : pid,
                    number,
                    ofBundle);
        }
    }
}
