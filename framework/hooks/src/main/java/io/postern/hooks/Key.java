// SPDX-License-Identifier: Apache-2.0
package io.postern.hooks;

import org.osgi.framework.Constants;

import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the versions of a hook have in common: those with the same key are one place in a chain.
 *
 * @param hook the interface
 * @param plugin the symbolic name of their bundles
 * @param name of the hook
 * @param pid of the configuration, empty for one without
 * @param number tells services of one bundle apart that have the rest in common
 */
record Key(Class<?> hook, String plugin, String name, String pid, int number) {
    static Key of(Class<?> hook, Source source, HookInfo info, int number) {
        Object pid = info.properties().get(Constants.SERVICE_PID);
        Stream<?> pids =
                switch (pid) {
                    case null -> Stream.of();
                    case String[] many -> Stream.of(many);
                    case Collection<?> many -> many.stream();
                    default -> Stream.of(pid);
                };
        String text = pids.map(Object::toString).sorted().collect(Collectors.joining(" "));
        return new Key(hook, source.plugin(), info.name(), text, number);
    }
}
