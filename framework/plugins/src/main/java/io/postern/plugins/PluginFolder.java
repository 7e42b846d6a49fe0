// SPDX-License-Identifier: Apache-2.0
package io.postern.plugins;

import io.postern.plugins.Installed.Running;
import io.postern.plugins.PrivateCopies.Taken;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code HOME/plugins}: which plugins there are. A look compares it with what runs, and has {@link
 * Lifecycle} make up the difference. A file counts when it is the same at two looks and can be
 * read; one that was refused is left alone until it changes. Used by one thread.
 */
final class PluginFolder {
    private static final Logger LOG = LoggerFactory.getLogger(PluginFolder.class);

    /** A file that is still being copied has no readable end; it is judged later. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String JAR = ".jar";

    private final Path folder;
    private final PrivateCopies copies;
    private final Inspector inspector;
    private final Lifecycle lifecycle;
    private final PluginLock lock;
    private final Terms terms;
    private final InstantSource clock;
    private final Map<String, Seen> seen = new TreeMap<>();
    private final Set<String> said = new HashSet<>();

    PluginFolder(
            Path folder,
            Orders.Kept kept,
            Inspector inspector,
            Lifecycle lifecycle,
            Terms terms,
            InstantSource clock) {
        this.folder = folder;
        this.copies = kept.copies();
        this.lock = kept.lock();
        this.inspector = inspector;
        this.lifecycle = lifecycle;
        this.terms = terms;
        this.clock = clock;
    }

    /** Looks for the first time: what ran before runs again, then what has changed since. */
    void begin() throws IOException, InterruptedException {
        copies.tidy();
        scan(true);
        for (LockEntry entry : lock.all()) {
            boolean there =
                    seen.containsKey(entry.file())
                            || seen.values().stream().anyMatch(one -> one.isOf(entry.name()))
                            || (entry.file().isEmpty() && entry.canary().isThere());
            if (there) {
                restore(entry);
            } else {
                lock.remove(entry.name());
            }
        }
        reconcile();
        lock.tidy(copies);
    }

    /** Looks again. */
    void look() throws IOException, InterruptedException {
        scan(false);
        reconcile();
    }

    /** What is wrong with files, by name. */
    Map<String, String> troubles() {
        Map<String, String> troubles = new TreeMap<>();
        seen.forEach(
                (file, one) -> {
                    if (!one.trouble.isEmpty()) {
                        troubles.put(file, one.trouble);
                    }
                });
        return troubles;
    }

    private void restore(LockEntry entry) throws IOException, InterruptedException {
        Optional<PluginFacts> current = kept(entry.current());
        Optional<PluginFacts> canary = kept(entry.canary());
        if (current.isPresent()) {
            lifecycle.restore(entry, current.get(), canary.orElse(null));
        } else if (entry.file().isEmpty() && canary.isPresent()) {
            // Beside one of the distribution's own, of which we have no copy.
            lock.remove(entry.name());
            add(canary.get(), "", new Terms(true, entry.share(), "restart"));
        }
    }

    private Optional<PluginFacts> kept(LockEntry.Copy copy) throws IOException {
        if (!copy.isThere() || !copies.has(copy.sha256())) {
            return Optional.empty();
        }
        try {
            return Optional.of(inspector.inspect(copies.of(copy.sha256()), copy.sha256()));
        } catch (Refusal refused) {
            LOG.warn("plugin={} {}", copy.sha256(), refused.reason());
            return Optional.empty();
        }
    }

    private void scan(boolean first) throws IOException {
        Set<String> names = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                Stamp stamp = stamp(file);
                if (stamp == null || name.startsWith(".") || name.startsWith("README")) {
                    continue;
                }
                names.add(name);
                scan(name, stamp, first);
            }
        } catch (NoSuchFileException _) {
            LOG.debug("no {}", folder);
        }
        seen.keySet().retainAll(names);
        said.removeIf(line -> !names.contains(line.split(" ", 2)[0]));
    }

    private void scan(String name, Stamp stamp, boolean first) throws IOException {
        Seen before = seen.get(name);
        Seen now = before;
        if (before == null || !before.stamp.equals(stamp)) {
            now = new Seen(stamp);
            seen.put(name, now);
            if (!first) {
                return;
            }
        }
        if (now == null || now.settled) {
            return;
        }
        if (name.endsWith(JAR)) {
            judge(name, now);
        } else if (isOld(stamp)) {
            now.settled = true;
            LOG.warn("plugin={} ignored: its name doesn't end in .jar", name);
        }
    }

    private void judge(String name, Seen now) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = Files.newInputStream(file);
                Taken taken = copies.take(in)) {
            if (!now.stamp.equals(stamp(file))) {
                return;
            }
            now.facts = inspector.inspect(taken.file(), taken.sha256());
            copies.keep(taken);
            now.settled = true;
        } catch (NoSuchFileException _) {
            LOG.debug("{} is gone again", file);
        } catch (Refusal refused) {
            if (isOld(now.stamp) || now.looks++ > 0) {
                now.refuse(refused.reason());
                lifecycle.tell(name, "refused", refused.reason());
            }
        }
    }

    private boolean isOld(Stamp stamp) {
        Instant changed = stamp.modified().toInstant();
        return !changed.isAfter(clock.instant().minus(PATIENCE));
    }

    private static @Nullable Stamp stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile()
                    ? new Stamp(
                            attributes.size(),
                            attributes.lastModifiedTime(),
                            String.valueOf(attributes.fileKey()))
                    : null;
        } catch (IOException _) {
            return null; // gone again
        }
    }

    private void reconcile() throws IOException, InterruptedException {
        Map<String, List<String>> byPlugin = new TreeMap<>();
        seen.forEach(
                (file, one) -> {
                    PluginFacts facts = one.facts;
                    if (facts != null && one.trouble.isEmpty()) {
                        byPlugin.computeIfAbsent(facts.name(), _ -> new ArrayList<>()).add(file);
                    }
                });
        for (Map.Entry<String, List<String>> entry : byPlugin.entrySet()) {
            reconcile(entry.getKey(), entry.getValue());
        }
        if (seen.values().stream().allMatch(one -> one.settled)) {
            removeWhatIsGone(byPlugin.keySet());
        }
    }

    private void reconcile(String plugin, List<String> files)
            throws IOException, InterruptedException {
        String known = lock.find(plugin).map(LockEntry::file).orElse("");
        String file =
                files.stream()
                        .max(
                                Comparator.comparing((String name) -> facts(name).version())
                                        .thenComparing(name -> name.equals(known)))
                        .orElseThrow();
        PluginFacts facts = facts(file);
        for (String other : files) {
            if (!other.equals(file) && said.add(other + " " + file)) {
                LOG.warn(
                        "plugin={} ignored: {} has version {} of {}, and counts",
                        other,
                        file,
                        facts.version(),
                        plugin);
            }
        }
        Optional<Running> current = lifecycle.find(plugin).map(Installed::current);
        if (current.isPresent() && current.get().facts().sha256().equals(facts.sha256())) {
            Optional<LockEntry> entry = lock.find(plugin);
            if (entry.isPresent() && !known.equals(file)) {
                lock.put(entry.get().in(file));
            }
            return;
        }
        if (isCopied(facts, file)) {
            add(facts, file, terms);
        }
    }

    /** One that another had outdone may have lost its copy, and its file may be another by now. */
    private boolean isCopied(PluginFacts facts, String file) throws IOException {
        if (Files.exists(copies.of(facts.sha256()))) {
            return true;
        }
        try (InputStream in = Files.newInputStream(folder.resolve(file));
                Taken taken = copies.take(in)) {
            if (taken.sha256().equals(facts.sha256())) {
                copies.keep(taken);
                return true;
            }
        } catch (NoSuchFileException | Refusal _) {
            LOG.debug("{} has changed again", file);
        }
        return false;
    }

    private PluginFacts facts(String file) {
        PluginFacts facts = seen.getOrDefault(file, Seen.NONE).facts;
        if (facts == null) {
            throw new IllegalStateException(file);
        }
        return facts;
    }

    private void add(PluginFacts facts, String file, Terms on)
            throws IOException, InterruptedException {
        try {
            lifecycle.add(facts, file, on);
        } catch (Refusal refused) {
            Seen one = seen.get(file);
            if (one != null) {
                one.refuse(refused.reason());
            }
            if (refused.reason().endsWith("say --accept")) {
                LOG.warn(
                        "plugin={} waits: postern plugin update {} --accept",
                        facts.label(),
                        folder.resolve(file));
            }
        }
    }

    private void removeWhatIsGone(Set<String> there) throws IOException, InterruptedException {
        for (String plugin : lifecycle.all().keySet()) {
            String file = lock.find(plugin).map(LockEntry::file).orElse("");
            if (!there.contains(plugin) && !seen.containsKey(file) && !file.isEmpty()) {
                try {
                    lifecycle.remove(plugin, file + " is gone");
                } catch (Refusal impossible) {
                    throw new IllegalStateException(impossible);
                }
            }
        }
    }

    /** What a plugin's file is called when we write it. */
    static String fileName(PluginFacts facts) {
        return facts.name() + "-" + facts.version() + JAR;
    }

    /**
     * Puts a kept copy into the folder, where there is no file of the same octets yet, and takes
     * away the other files of that plugin.
     *
     * @return its name
     */
    String place(PluginFacts facts) throws IOException {
        String placed = "";
        for (Map.Entry<String, Seen> entry : List.copyOf(seen.entrySet())) {
            PluginFacts other = entry.getValue().facts;
            if (other != null && other.sha256().equals(facts.sha256())) {
                placed = entry.getKey();
                entry.getValue().trouble = "";
            }
        }
        if (placed.isEmpty()) {
            placed = fileName(facts);
            Path part = folder.resolve("." + placed + ".part");
            Files.createDirectories(folder);
            Files.copy(copies.of(facts.sha256()), part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, folder.resolve(placed), StandardCopyOption.ATOMIC_MOVE);
            note(placed, facts);
        }
        clear(facts.name(), placed);
        return placed;
    }

    /** What we wrote ourselves needn't be judged. */
    private void note(String file, PluginFacts facts) {
        Stamp stamp = stamp(folder.resolve(file));
        if (stamp != null) {
            Seen one = new Seen(stamp);
            one.facts = facts;
            one.settled = true;
            seen.put(file, one);
        }
    }

    /** Takes away the files of a plugin, but one. */
    void clear(String plugin, String but) throws IOException {
        for (Map.Entry<String, Seen> entry : List.copyOf(seen.entrySet())) {
            if (entry.getValue().isOf(plugin) && !entry.getKey().equals(but)) {
                Files.deleteIfExists(folder.resolve(entry.getKey()));
                seen.remove(entry.getKey());
            }
        }
    }

    /** Leaves the files of a plugin alone until they change. */
    void refuse(String plugin, String reason) {
        seen.values().stream().filter(one -> one.isOf(plugin)).forEach(one -> one.refuse(reason));
    }

    /** Whether we may put files there. */
    boolean isWritable() {
        return Files.isWritable(folder);
    }

    /** Looks into a jar. */
    interface Inspector {
        PluginFacts inspect(Path jar, String sha256) throws IOException, Refusal;
    }

    /** By what we know a file again. */
    private record Stamp(long size, FileTime modified, String key) {}

    /** A file as it was at the last look. */
    private static final class Seen {
        static final Seen NONE = new Seen(new Stamp(0, FileTime.fromMillis(0), ""));

        private final Stamp stamp;
        private @Nullable PluginFacts facts;
        private boolean settled;
        private int looks;
        private String trouble = "";

        Seen(Stamp stamp) {
            this.stamp = stamp;
        }

        void refuse(String reason) {
            settled = true;
            trouble = reason;
        }

        boolean isOf(String plugin) {
            return facts != null && facts.name().equals(plugin);
        }
    }
}
