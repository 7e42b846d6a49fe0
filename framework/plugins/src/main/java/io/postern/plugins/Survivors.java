// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Platform threads of a plugin, known by the code that they run or the class loader that they hold:
 * those that are still there when it has stopped keep its classes in memory.
 */
final class Survivors {
    private final Set<Thread> before;
    private final ClassLoader loader;

    private Survivors(Set<Thread> before, ClassLoader loader) {
        this.before = before;
        this.loader = loader;
    }

    /** Those that a started plugin has. */
    static Survivors of(ClassLoader loader, Set<String> packages) {
        Set<Thread> threads =
                Thread.getAllStackTraces().entrySet().stream()
                        .filter(running -> belongs(running, loader, packages))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
        return new Survivors(threads, loader);
    }

    private static boolean belongs(
            Map.Entry<Thread, StackTraceElement[]> running,
            ClassLoader loader,
            Set<String> packages) {
        Thread thread = running.getKey();
        return loader.equals(thread.getContextClassLoader())
                || loader.equals(thread.getClass().getClassLoader())
                || Stream.of(running.getValue())
                        .map(StackTraceElement::getClassName)
                        .anyMatch(name -> packages.contains(packageOf(name)));
    }

    private static String packageOf(String className) {
        return className.substring(0, Math.max(0, className.lastIndexOf('.')));
    }

    /** The names of those that go on; of what it left behind while it stopped, too. */
    List<String> left() {
        return Stream.concat(
                        before.stream(),
                        Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> loader.equals(thread.getContextClassLoader())))
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .distinct()
                .sorted()
                .toList();
    }
}
