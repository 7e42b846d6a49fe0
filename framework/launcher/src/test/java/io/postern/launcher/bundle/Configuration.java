// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher.bundle;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Stands in for the configuration, the listeners and the admin API. What HOME/conf/postern.yaml
 * says is what happens: {@code error TEXT}, {@code listener-error TEXT}, {@code exit N}, {@code
 * open} for an open relay; else all is well.
 */
public final class Configuration implements BundleActivator {
    private BundleContext context;

    @Override
    public void start(BundleContext bundleContext) {
        context = bundleContext;
        register(Callable.class, (Callable<List<String>>) this::apply, "postern.command", "apply");
        register(
                Callable.class,
                (Callable<List<String>>) this::rehearse,
                "postern.command",
                "rehearse");
        register(
                Callable.class,
                (Callable<List<Map<String, String>>>) this::prove,
                "postern.command",
                "prove");
    }

    @Override
    public void stop(BundleContext bundleContext) {}

    private List<String> rehearse() throws IOException {
        String said = said();
        return said.startsWith("error ") ? List.of(said.substring(6)) : List.of();
    }

    private List<Map<String, String>> prove() throws IOException {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("listener", "mx");
        row.put("client", "any host");
        row.put("address", "203.0.113.1");
        row.put("sender", "<somebody@sender.example>");
        row.put("destination", "elsewhere");
        row.put("domain", "elsewhere.example");
        boolean open = said().equals("open");
        row.put("answer", open ? "permitted" : "refused");
        row.put("by", open ? "everybody" : "");
        row.put("reply", open ? "" : "550 5.7.1 Relaying denied");
        row.put("open", String.valueOf(open));
        return List.of(row);
    }

    private List<String> apply() throws IOException {
        List<String> errors = rehearse();
        if (errors.isEmpty()) {
            open(said());
        }
        return errors;
    }

    private void open(String said) {
        register(Object.class, new Object(), "postern.listeners", 1);
        register(Object.class, new Object(), "postern.admin", "127.0.0.1:1");
        if (said.startsWith("listener-error ")) {
            register(Object.class, new Object(), "postern.listener.error", said.substring(15));
            return;
        }
        register(Object.class, new Object(), "postern.listener", "smtp 127.0.0.1:2");
        if (said.startsWith("exit ")) {
            System.setProperty("postern.exit", said.substring(5));
            Thread.ofPlatform().start(this::stopFramework);
        }
    }

    private void stopFramework() {
        try {
            context.getBundle(0).stop();
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
    }

    private String said() throws IOException {
        return Files.readString(Path.of(context.getProperty("postern.home"), "conf/postern.yaml"))
                .strip();
    }

    private <S> void register(Class<S> type, S service, String key, Object value) {
        context.registerService(type, service, FrameworkUtil.asDictionary(Map.of(key, value)));
    }
}
